namespace Lab.Testing;

/// <summary>A point near one of three centres.</summary>
internal sealed record ProbeSample(float[] Features, long Class);

/// <summary>Points around three centres; all of them unreadable on request.</summary>
internal sealed class ProbeDataset(int count, bool unreadable) : Dataset<ProbeSample>
{
    public override int Count => count;

    public override IReadOnlyList<string> ClassNames { get; } = ["a", "b", "c"];

    public override ProbeSample this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfNegative(index);
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, count);
            if (unreadable)
            {
                throw new UnreadableSampleException(Describe(index), "it is unreadable on purpose");
            }

            var random = Keys.Root.Derive("sample").Derive(index).CreateRandom();
            var label = index % 3;
            var features = new float[ProbeCollator.Features];
            for (var i = 0; i < features.Length; i++)
            {
                features[i] = (float)random.NextGaussian() + (i == label ? 2 : 0);
            }

            return new ProbeSample(features, label);
        }
    }

    public override int? ClassOf(int index) => index % 3;
}

/// <summary>Adds keyed noise in training, as an augmentation does.</summary>
internal sealed class ProbeCollator : Collator<ProbeSample, Tensor, Tensor>
{
    public const int Features = 4;

    private readonly Field<float> _features;
    private readonly Field<long> _class;

    public ProbeCollator() => (_features, _class) = (AddField<float>("features", Features), AddField<long>("class"));

    public override void Write(ProbeSample sample, SampleWriter writer)
    {
        var random = writer.Random.CreateRandom();
        var noise = writer.Phase == Phase.Train ? 0.1f : 0;
        var features = writer.Get(_features);
        for (var i = 0; i < features.Length; i++)
        {
            features[i] = sample.Features[i] + (noise * (float)random.NextGaussian());
        }

        writer.Set(_class, sample.Class);
    }

    public override Tensor ReadInput(BatchTensors batch) => batch.OnDevice(_features);

    public override Tensor ReadTarget(BatchTensors batch) => batch.OnDevice(_class);
}
