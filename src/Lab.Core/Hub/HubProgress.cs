namespace Lab.Hub;

/// <summary>How far a download is.</summary>
/// <param name="File">What is fetched.</param>
/// <param name="Received">Bytes that are here, those of an earlier, broken download included.</param>
/// <param name="Total">Bytes of the whole file.</param>
public readonly record struct HubProgress(HubFileName File, long Received, long Total);
