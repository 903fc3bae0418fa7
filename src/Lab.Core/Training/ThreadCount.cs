namespace Lab.Training;

/// <summary>Puts the number of torch's threads back to what it was, so that a run leaves no trace in the next one's bits.</summary>
internal sealed class ThreadCount : IDisposable
{
    private readonly int _before = torch.get_num_threads();

    public void Dispose()
    {
        if (torch.get_num_threads() != _before)
        {
            torch.set_num_threads(_before);
        }
    }
}
