namespace Lab.Checkpoints;

/// <summary>A file of a checkpoint that is being written.</summary>
/// <param name="Name">Its name in the checkpoint's folder.</param>
/// <param name="Write">Writes its content; called once.</param>
internal sealed record CheckpointFile(string Name, Action<Stream> Write);
