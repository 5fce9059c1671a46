// Mailbox providers that many people share, by the domains of their addresses: reports tell them apart. Any other domain may
// lead to a person, and is counted as "other".

const shared: ReadonlySet<string> = new Set(
  [
    // Worldwide.
    'gmail.com googlemail.com outlook.com hotmail.com live.com msn.com passport.com yahoo.com ymail.com rocketmail.com',
    'aol.com aim.com icloud.com me.com mac.com proton.me protonmail.com pm.me zoho.com mail.com email.com fastmail.com',
    'fastmail.fm tutanota.com tuta.io hey.com duck.com gmx.com hushmail.com inbox.com',
    // Microsoft and Yahoo by country.
    'outlook.de outlook.fr outlook.es outlook.it outlook.jp outlook.com.br outlook.co.id outlook.be outlook.at outlook.dk',
    'hotmail.de hotmail.fr hotmail.es hotmail.it hotmail.co.uk hotmail.co.jp hotmail.com.br hotmail.be hotmail.nl',
    'hotmail.ca hotmail.com.ar live.de live.fr live.nl live.be live.it live.ca live.co.uk live.se live.dk live.no live.com.mx',
    'yahoo.de yahoo.fr yahoo.es yahoo.it yahoo.co.uk yahoo.ie yahoo.ca yahoo.com.br yahoo.com.ar yahoo.com.mx yahoo.co.in',
    'yahoo.in yahoo.co.jp yahoo.com.au yahoo.com.sg yahoo.com.ph yahoo.co.id yahoo.gr yahoo.se yahoo.com.tr',
    // Germany, Austria, Switzerland.
    'gmx.de gmx.net gmx.at gmx.ch web.de t-online.de freenet.de arcor.de posteo.de mailbox.org online.de 1und1.de',
    'vodafone.de kabelmail.de aon.at chello.at bluewin.ch hispeed.ch sunrise.ch',
    // France, Benelux.
    'orange.fr wanadoo.fr free.fr sfr.fr laposte.net bbox.fr neuf.fr numericable.fr club-internet.fr',
    'skynet.be telenet.be proximus.be ziggo.nl kpnmail.nl kpnplanet.nl planet.nl xs4all.nl home.nl casema.nl hetnet.nl',
    // Italy, Spain, Portugal, Greece.
    'libero.it virgilio.it tiscali.it alice.it tim.it tin.it fastwebnet.it aruba.it telefonica.net sapo.pt otenet.gr',
    // Britain, Ireland.
    'btinternet.com bt.com sky.com virginmedia.com virgin.net ntlworld.com talktalk.net blueyonder.co.uk tiscali.co.uk',
    'eircom.net',
    // The north.
    'telia.com comhem.se bredband.net spray.se online.no mail.dk stofanet.dk tdcadsl.dk luukku.com elisanet.fi kolumbus.fi',
    // The east.
    'wp.pl o2.pl onet.pl interia.pl op.pl poczta.onet.pl gazeta.pl seznam.cz email.cz centrum.cz volny.cz azet.sk zoznam.sk',
    'freemail.hu citromail.hu abv.bg mail.ru bk.ru inbox.ru list.ru yandex.ru yandex.com rambler.ru ukr.net i.ua inbox.lv',
    // North America.
    'comcast.net xfinity.com att.net sbcglobal.net bellsouth.net verizon.net cox.net charter.net spectrum.net',
    'earthlink.net optonline.net frontier.com windstream.net juno.com rogers.com shaw.ca bell.net sympatico.ca telus.net',
    'videotron.ca',
    // South America.
    'uol.com.br bol.com.br terra.com.br ig.com.br globo.com r7.com fibertel.com.ar arnet.com.ar',
    // Asia and Oceania.
    'qq.com foxmail.com 163.com 126.com yeah.net sina.com sina.cn sohu.com aliyun.com 139.com naver.com daum.net hanmail.net',
    'nate.com docomo.ne.jp ezweb.ne.jp au.com softbank.ne.jp i.softbank.jp nifty.com rediffmail.com bigpond.com',
    'bigpond.net.au optusnet.com.au iinet.net.au xtra.co.nz walla.com walla.co.il',
  ].flatMap(line => line.split(' ')),
)

/** As reports show it; `known`: others of the settings, in lower case. */
export function mailboxDomain(address: string, known: readonly string[] = []): string {
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase()
  return shared.has(domain) || known.includes(domain) ? domain : 'other'
}
