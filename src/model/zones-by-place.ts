// Which zones clocks in a country, and in a region of a large country, may follow. Data only; `time-zones.ts` reads it.
// From zone.tab of tzdata 2025b (public domain): zones whose clocks have agreed since December 2025 are named once, the
// one most people live in first. China has one legal time; Antarctica has no address. Regions are those of ISO 3166-2,
// and for Mexico also the shorter codes of storefronts; a region that two zones divide has the larger part first.

/** `"country zone zone …"`, separated by semicolons. */
export const countryZones = `
  AD Europe/Andorra; AE Asia/Dubai; AF Asia/Kabul; AG America/Antigua; AI America/Anguilla;
  AL Europe/Tirane; AM Asia/Yerevan; AO Africa/Luanda; AR America/Argentina/Buenos_Aires;
  AS Pacific/Pago_Pago; AT Europe/Vienna;
  AU Australia/Sydney Australia/Brisbane Australia/Adelaide Australia/Darwin Australia/Perth Australia/Eucla Australia/Lord_Howe;
  AW America/Aruba; AX Europe/Mariehamn; AZ Asia/Baku; BA Europe/Sarajevo; BB America/Barbados;
  BD Asia/Dhaka; BE Europe/Brussels; BF Africa/Ouagadougou; BG Europe/Sofia; BH Asia/Bahrain;
  BI Africa/Bujumbura; BJ Africa/Porto-Novo; BL America/St_Barthelemy; BM Atlantic/Bermuda; BN Asia/Brunei;
  BO America/La_Paz; BQ America/Kralendijk;
  BR America/Sao_Paulo America/Manaus America/Rio_Branco America/Noronha; BS America/Nassau;
  BT Asia/Thimphu; BW Africa/Gaborone; BY Europe/Minsk; BZ America/Belize;
  CA America/Toronto America/Vancouver America/Edmonton America/Winnipeg America/Regina America/Halifax America/St_Johns America/Whitehorse America/Atikokan America/Blanc-Sablon;
  CC Indian/Cocos; CD Africa/Kinshasa Africa/Lubumbashi; CF Africa/Bangui; CG Africa/Brazzaville;
  CH Europe/Zurich; CI Africa/Abidjan; CK Pacific/Rarotonga;
  CL America/Santiago America/Punta_Arenas Pacific/Easter; CM Africa/Douala; CN Asia/Shanghai;
  CO America/Bogota; CR America/Costa_Rica; CU America/Havana; CV Atlantic/Cape_Verde; CW America/Curacao;
  CX Indian/Christmas; CY Asia/Nicosia; CZ Europe/Prague; DE Europe/Berlin; DJ Africa/Djibouti;
  DK Europe/Copenhagen; DM America/Dominica; DO America/Santo_Domingo; DZ Africa/Algiers;
  EC America/Guayaquil Pacific/Galapagos; EE Europe/Tallinn; EG Africa/Cairo; EH Africa/El_Aaiun;
  ER Africa/Asmara; ES Europe/Madrid Atlantic/Canary; ET Africa/Addis_Ababa; FI Europe/Helsinki;
  FJ Pacific/Fiji; FK Atlantic/Stanley; FM Pacific/Chuuk Pacific/Pohnpei; FO Atlantic/Faroe;
  FR Europe/Paris; GA Africa/Libreville; GB Europe/London; GD America/Grenada; GE Asia/Tbilisi;
  GF America/Cayenne; GG Europe/Guernsey; GH Africa/Accra; GI Europe/Gibraltar;
  GL America/Nuuk America/Danmarkshavn America/Thule; GM Africa/Banjul; GN Africa/Conakry;
  GP America/Guadeloupe; GQ Africa/Malabo; GR Europe/Athens; GS Atlantic/South_Georgia;
  GT America/Guatemala; GU Pacific/Guam; GW Africa/Bissau; GY America/Guyana; HK Asia/Hong_Kong;
  HN America/Tegucigalpa; HR Europe/Zagreb; HT America/Port-au-Prince; HU Europe/Budapest;
  ID Asia/Jakarta Asia/Makassar Asia/Jayapura; IE Europe/Dublin; IL Asia/Jerusalem; IM Europe/Isle_of_Man;
  IN Asia/Kolkata; IO Indian/Chagos; IQ Asia/Baghdad; IR Asia/Tehran; IS Atlantic/Reykjavik; IT Europe/Rome;
  JE Europe/Jersey; JM America/Jamaica; JO Asia/Amman; JP Asia/Tokyo; KE Africa/Nairobi; KG Asia/Bishkek;
  KH Asia/Phnom_Penh; KI Pacific/Tarawa Pacific/Kanton Pacific/Kiritimati; KM Indian/Comoro;
  KN America/St_Kitts; KP Asia/Pyongyang; KR Asia/Seoul; KW Asia/Kuwait; KY America/Cayman; KZ Asia/Almaty;
  LA Asia/Vientiane; LB Asia/Beirut; LC America/St_Lucia; LI Europe/Vaduz; LK Asia/Colombo;
  LR Africa/Monrovia; LS Africa/Maseru; LT Europe/Vilnius; LU Europe/Luxembourg; LV Europe/Riga;
  LY Africa/Tripoli; MA Africa/Casablanca; MC Europe/Monaco; MD Europe/Chisinau; ME Europe/Podgorica;
  MF America/Marigot; MG Indian/Antananarivo; MH Pacific/Majuro; MK Europe/Skopje; ML Africa/Bamako;
  MM Asia/Yangon; MN Asia/Ulaanbaatar Asia/Hovd; MO Asia/Macau; MP Pacific/Saipan; MQ America/Martinique;
  MR Africa/Nouakchott; MS America/Montserrat; MT Europe/Malta; MU Indian/Mauritius; MV Indian/Maldives;
  MW Africa/Blantyre;
  MX America/Mexico_City America/Tijuana America/Mazatlan America/Ciudad_Juarez America/Matamoros America/Cancun;
  MY Asia/Kuala_Lumpur; MZ Africa/Maputo; NA Africa/Windhoek; NC Pacific/Noumea; NE Africa/Niamey;
  NF Pacific/Norfolk; NG Africa/Lagos; NI America/Managua; NL Europe/Amsterdam; NO Europe/Oslo;
  NP Asia/Kathmandu; NR Pacific/Nauru; NU Pacific/Niue; NZ Pacific/Auckland Pacific/Chatham; OM Asia/Muscat;
  PA America/Panama; PE America/Lima; PF Pacific/Tahiti Pacific/Marquesas Pacific/Gambier;
  PG Pacific/Port_Moresby Pacific/Bougainville; PH Asia/Manila; PK Asia/Karachi; PL Europe/Warsaw;
  PM America/Miquelon; PN Pacific/Pitcairn; PR America/Puerto_Rico; PS Asia/Gaza;
  PT Europe/Lisbon Atlantic/Azores; PW Pacific/Palau; PY America/Asuncion; QA Asia/Qatar; RE Indian/Reunion;
  RO Europe/Bucharest; RS Europe/Belgrade;
  RU Europe/Moscow Asia/Yekaterinburg Asia/Novosibirsk Europe/Samara Asia/Omsk Asia/Irkutsk Asia/Vladivostok Asia/Yakutsk Asia/Magadan Asia/Kamchatka Europe/Kaliningrad;
  RW Africa/Kigali; SA Asia/Riyadh; SB Pacific/Guadalcanal; SC Indian/Mahe; SD Africa/Khartoum;
  SE Europe/Stockholm; SG Asia/Singapore; SH Atlantic/St_Helena; SI Europe/Ljubljana;
  SJ Arctic/Longyearbyen; SK Europe/Bratislava; SL Africa/Freetown; SM Europe/San_Marino; SN Africa/Dakar;
  SO Africa/Mogadishu; SR America/Paramaribo; SS Africa/Juba; ST Africa/Sao_Tome; SV America/El_Salvador;
  SX America/Lower_Princes; SY Asia/Damascus; SZ Africa/Mbabane; TC America/Grand_Turk; TD Africa/Ndjamena;
  TF Indian/Kerguelen; TG Africa/Lome; TH Asia/Bangkok; TJ Asia/Dushanbe; TK Pacific/Fakaofo; TL Asia/Dili;
  TM Asia/Ashgabat; TN Africa/Tunis; TO Pacific/Tongatapu; TR Europe/Istanbul; TT America/Port_of_Spain;
  TV Pacific/Funafuti; TW Asia/Taipei; TZ Africa/Dar_es_Salaam; UA Europe/Kyiv; UG Africa/Kampala;
  UM Pacific/Midway Pacific/Wake;
  US America/New_York America/Chicago America/Los_Angeles America/Denver America/Phoenix America/Anchorage Pacific/Honolulu America/Adak;
  UY America/Montevideo; UZ Asia/Tashkent; VA Europe/Vatican; VC America/St_Vincent; VE America/Caracas;
  VG America/Tortola; VI America/St_Thomas; VN Asia/Ho_Chi_Minh; VU Pacific/Efate; WF Pacific/Wallis;
  WS Pacific/Apia; YE Asia/Aden; YT Indian/Mayotte; ZA Africa/Johannesburg; ZM Africa/Lusaka;
  ZW Africa/Harare
`

/** By country: zones, then the regions that follow them. */
export const regionZones: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  US: {
    'America/New_York': 'CT DC DE GA MA MD ME NC NH NJ NY OH PA RI SC VA VT WV',
    'America/New_York America/Chicago': 'FL IN KY MI',
    'America/Chicago': 'AL AR IA IL LA MN MO MS OK WI',
    'America/Chicago America/New_York': 'TN',
    'America/Chicago America/Denver': 'KS ND NE SD TX',
    'America/Denver': 'CO MT NM UT WY',
    'America/Denver America/Los_Angeles': 'ID',
    'America/Phoenix America/Denver': 'AZ',
    'America/Los_Angeles': 'CA WA',
    'America/Los_Angeles America/Denver': 'NV OR',
    'America/Anchorage America/Adak': 'AK',
    'Pacific/Honolulu': 'HI',
    'America/Puerto_Rico': 'PR',
    'America/St_Thomas': 'VI',
    'Pacific/Guam': 'GU',
    'Pacific/Saipan': 'MP',
    'Pacific/Pago_Pago': 'AS',
  },
  CA: {
    'America/Toronto America/Winnipeg America/Atikokan': 'ON',
    'America/Toronto America/Blanc-Sablon America/Halifax': 'QC',
    'America/Halifax': 'NB NS PE',
    'America/St_Johns America/Halifax': 'NL',
    'America/Winnipeg': 'MB',
    'America/Regina America/Edmonton': 'SK',
    'America/Edmonton': 'AB NT',
    'America/Vancouver America/Edmonton America/Whitehorse': 'BC',
    'America/Whitehorse': 'YT',
    'America/Toronto America/Winnipeg America/Edmonton America/Atikokan': 'NU',
  },
  AU: {
    'Australia/Sydney Australia/Adelaide Australia/Lord_Howe': 'NSW',
    'Australia/Sydney': 'ACT TAS VIC',
    'Australia/Brisbane': 'QLD',
    'Australia/Adelaide': 'SA',
    'Australia/Darwin': 'NT',
    'Australia/Perth Australia/Eucla': 'WA',
  },
  BR: {
    'America/Sao_Paulo': 'AL AP BA CE DF ES GO MA MG PA PB PI PR RJ RN RS SC SE SP TO',
    'America/Sao_Paulo America/Noronha': 'PE',
    'America/Manaus': 'MS MT RO RR',
    'America/Manaus America/Rio_Branco': 'AM',
    'America/Rio_Branco': 'AC',
  },
  MX: {
    'America/Mexico_City':
      'AGU AGS CAM CAMP CHP CHIS CMX DF DIF COL DUR DGO GRO GUA GTO HID HGO JAL MEX MIC MICH MOR OAX PUE QUE QRO SLP TAB TLA TLAX VER YUC ZAC',
    'America/Mexico_City America/Matamoros': 'COA COAH NLE NL TAM TAMPS',
    'America/Mexico_City America/Ciudad_Juarez America/Matamoros': 'CHH CHIH',
    'America/Mazatlan America/Mexico_City': 'NAY',
    'America/Mazatlan': 'BCS SIN SON',
    'America/Tijuana': 'BC BCN',
    'America/Cancun': 'ROO',
  },
  ES: {
    'Europe/Madrid':
      'A AB AL AN AR AS AV B BA BI BU C CA CB CC CE CL CM CO CR CS CT CU EX GA GE GI GR GU H HU IB J L LE LO LU M MA MC MD ML MU NA NC O OR P PM PO PV RI S SA SE SG SO SS T TE TO V VA VC VI Z ZA',
    'Atlantic/Canary': 'CN GC TF',
  },
  PT: {
    'Europe/Lisbon': '01 02 03 04 05 06 07 08 09 10 11 12 13 14 15 16 17 18 30',
    'Atlantic/Azores': '20',
  },
  NZ: {
    'Pacific/Auckland': 'AUK BOP CAN GIS HKB MBH MWT NSN NTL OTA STL TAS TKI WGN WKO WTC',
    'Pacific/Chatham': 'CIT',
  },
}
