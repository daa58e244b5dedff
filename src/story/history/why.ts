// Why a version has no body, or another than the API server answered: the closed table of reasons.

export const whys = {
  deleted: 'The object was deleted.',
  metadataOnly: 'Level Metadata records no bodies.',
  truncated: 'The API server cut the bodies off: the event was too large.',
  otherForm: 'The client asked for another form than the object: a table, or its metadata.',
  notRecorded: 'The event holds no body of the object.',
  asSent: 'As the client sent it: the answer is not on record, and what defaults and admission added is not in it.',
  patched: 'Made by applying the patch to the version before: the answer is not on record.',
  applied:
    'Made by merging the applied configuration into the version before: the answer is not on record, and fields that the manager gave up may still be in it.',
  unknownBefore: 'The event holds a patch only, and the version before it is not known.',
  unfit: 'The patch does not fit the version before it, or cannot be followed.',
  part: 'The event holds a part of the object only.',
} as const;

export type Why = keyof typeof whys;

export const whyNames = Object.keys(whys) as readonly Why[];
