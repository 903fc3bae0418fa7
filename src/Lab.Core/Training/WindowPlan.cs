namespace Lab.Training;

/// <summary>Which batches of an epoch make which optimizer step. The last window steps with what it has.</summary>
internal sealed class WindowPlan
{
    private readonly int _window;
    private readonly long[] _samples;

    public WindowPlan(int batches, int window, Func<int, int> samplesOf)
    {
        _window = window;
        Batches = batches;
        _samples = new long[(batches + window - 1) / window];
        for (var batch = 0; batch < batches; batch++)
        {
            _samples[batch / window] += samplesOf(batch);
        }
    }

    public int Batches { get; }

    /// <summary>Optimizer steps of one epoch.</summary>
    public int Steps => _samples.Length;

    /// <summary>Whether a batch is the first of its window.</summary>
    public bool Opens(int batch) => batch % _window == 0;

    /// <summary>Whether a batch is the last of its window.</summary>
    public bool Closes(int batch) => (batch + 1) % _window == 0 || batch == Batches - 1;

    /// <summary>Samples that the window of a batch is planned to hold.</summary>
    public long SamplesOf(int batch) => _samples[batch / _window];
}
