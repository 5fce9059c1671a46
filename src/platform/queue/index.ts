// The door to the queues. The only folder that knows bullmq and ioredis.
export { type BacklogOptions, backlogHold } from './backlog.js'
export { type BrokerOptions, connectBroker } from './broker.js'
export { coalescedIntake, type Intake, type IntakeOptions, shardedJobs } from './coalesced-intake.js'
export {
  type Broker,
  BrokerUnavailable,
  type Consumer,
  type FailedJob,
  type JobFailure,
  type JobInfo,
  type NewJob,
  type QueueName,
  type QueueSpec,
  type TokenDays,
  type TokenLimit,
  type TokenPace,
  type TokenTake,
} from './contract.js'
