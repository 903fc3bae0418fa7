using System.Buffers;
using System.Text.Json;

namespace Lab.Hooks;

/// <summary>Appends lines to <c>metrics.jsonl</c>, each with one write.</summary>
internal sealed class MetricsFileWriter : IDisposable
{
    private static readonly HashSet<string> Fields =
        ["kind", "phase", "epoch", "batch", "step", "time", "samples", "skipped", "skipped_steps", "seconds", "data_wait_seconds", "learning_rate", "partial"];

    private readonly ArrayBufferWriter<byte> _line = new();
    private readonly Utf8JsonWriter _json;
    private readonly HashSet<LineId> _written;
    private readonly LineFile _file;
    private readonly TimeProvider _time;

    /// <summary>Opens the file; <paramref name="start"/> is the step at which a fit begins, null where nothing is to be taken back.</summary>
    public MetricsFileWriter(string path, long? start, TimeProvider time)
    {
        _time = time;
        _written = start is { } step ? RunFile.Guard(path, () => LineCut.Apply(path, step, MetricsLineId.TryRead)) : [];
        _file = new LineFile(path);
        _json = new Utf8JsonWriter(_line);
    }

    public void WriteStep(BatchEnd batch, double loss)
    {
        if (Begin("step", batch.Phase, batch.Epoch, batch.Step))
        {
            _json.WriteNumber("batch", batch.Batch);
            Number("loss", loss);
            Number("learning_rate", batch.LearningRate);
            Number("data_wait_seconds", batch.DataWait.TotalSeconds);
            End();
        }
    }

    public void WriteEpoch(EpochEnd epoch)
    {
        if (Begin("epoch", epoch.Phase, epoch.Epoch, epoch.Step))
        {
            _json.WriteNumber("samples", epoch.Samples);
            _json.WriteNumber("skipped", epoch.Skipped);
            Number("seconds", epoch.Duration.TotalSeconds);
            Number("data_wait_seconds", epoch.DataWait.TotalSeconds);
            if (epoch.Phase == Phase.Train)
            {
                Number("learning_rate", epoch.LearningRate);
                _json.WriteNumber("skipped_steps", epoch.SkippedSteps);
                if (epoch.IsPartial)
                {
                    _json.WriteBoolean("partial", true);
                }
            }

            foreach (var (key, value) in epoch.Metrics)
            {
                Number(Fields.Contains(key.Name) ? key.In(epoch.Phase) : key.Name, value);
            }

            End();
        }
    }

    public void Dispose()
    {
        _json.Dispose();
        _file.Dispose();
    }

    // A checkpoint that was taken before the epoch's lines leads to them a second time.
    private bool Begin(string kind, Phase phase, int epoch, long step)
    {
        var name = phase.ToString().ToLowerInvariant();
        if (_written.Contains(MetricsLineId.Of(kind, name, epoch, step)))
        {
            return false;
        }

        _line.ResetWrittenCount();
        _json.Reset(_line);
        _json.WriteStartObject();
        _json.WriteString("kind", kind);
        _json.WriteString("phase", name);
        _json.WriteNumber("epoch", epoch);
        _json.WriteNumber("step", step);
        _json.WriteString("time", _time.GetUtcNow());
        return true;
    }

    private void Number(string name, double value)
    {
        if (double.IsFinite(value))
        {
            _json.WriteNumber(name, value);
        }
        else
        {
            _json.WriteNull(name);
        }
    }

    private void End()
    {
        _json.WriteEndObject();
        _json.Flush();
        _line.Write("\n"u8);
        _file.Append(_line.WrittenSpan);
    }
}
