using System.Diagnostics;

namespace Lab.Benchmarks;

/// <summary>
/// Another loader's batches, with the time at which each was asked for: from one request to the next is one whole step, whoever runs the loop. No hook is needed to see it.
/// </summary>
internal sealed class TimedLoader(DataLoader<Tensor, Tensor> inner) : DataLoader<Tensor, Tensor>
{
    // Asking for it is a system call.
    private const int ProcessorTimeEvery = 50;

    private readonly long[] _asked = new long[inner.BatchCount + 1];
    private readonly double[] _processor = new double[inner.BatchCount + 1];

    public override Phase Phase => inner.Phase;

    public override int SampleCount => inner.SampleCount;

    public override int BatchCount => inner.BatchCount;

    /// <summary>The mean of the steps after the first <paramref name="warmUp"/>, in microseconds: what happens once in many steps counts too.</summary>
    public double MeanMicroseconds(int warmUp) => Stopwatch.GetElapsedTime(_asked[warmUp], _asked[^1]).TotalMicroseconds / (BatchCount - warmUp);

    /// <summary>As <see cref="MeanMicroseconds"/>, but processor time of the whole process, collector and finalizer included: what other processes take does not count.</summary>
    /// <param name="warmUp">A multiple of 50.</param>
    public double MeanProcessorMicroseconds(int warmUp) => (_processor[^1] - _processor[warmUp]) / (BatchCount - warmUp);

    /// <summary>Every step after the first <paramref name="warmUp"/>, in milliseconds.</summary>
    public IEnumerable<double> Milliseconds(int warmUp) =>
        Enumerable.Range(warmUp, BatchCount - warmUp).Select(step => Stopwatch.GetElapsedTime(_asked[step], _asked[step + 1]).TotalMilliseconds);

    public override int PlannedSamples(int batch) => inner.PlannedSamples(batch);

    public override LoaderPass<Tensor, Tensor> Open(int epoch, int firstBatch, Device device, CancellationToken cancellation = default) =>
        new Pass(inner.Open(epoch, firstBatch, device, cancellation), this);

    protected override void Dispose(bool disposing) => inner.Dispose();

    private sealed class Pass(LoaderPass<Tensor, Tensor> inner, TimedLoader times) : LoaderPass<Tensor, Tensor>
    {
        private int _next;

        public override Batch<Tensor, Tensor>? TryNext()
        {
            if (_next % ProcessorTimeEvery == 0 || _next == times.BatchCount)
            {
                times._processor[_next] = Environment.CpuUsage.TotalTime.TotalMicroseconds;
            }

            times._asked[_next++] = Stopwatch.GetTimestamp();
            return inner.TryNext();
        }

        protected override void Dispose(bool disposing) => inner.Dispose();
    }
}
