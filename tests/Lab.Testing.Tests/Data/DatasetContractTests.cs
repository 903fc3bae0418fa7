namespace Lab.Testing.Tests;

[NonParallelizable]
public sealed class DatasetContractTests
{
    private sealed record Row(float[] Numbers, int Class);

    private static readonly Dictionary<string, Action[]> Breaking = new()
    {
        ["count"] = [() => Check(new Rows { Length = () => -1 }), () => Check(Growing())],
        ["readable"] = [() => Check(new Rows { Read = (_, index) => index == 3 ? throw new InvalidOperationException("no such thing") : null }), () => Check(new Rows(), new Writer { Change = _ => throw new InvalidOperationException("no") })],
        ["unreadable"] = [() => Check(new Rows { Read = (_, index) => index == 3 ? throw new UnreadableSampleException(string.Empty, "it is truncated") : null })],
        ["out-of-range"] = [() => Check(new Rows { Guarded = false }), () => Check(new Rows { Guarded = false, Read = (_, index) => index is < 0 or > 9 ? throw new InvalidOperationException("no such sample") : null })],
        ["same-sample"] = [() => Check(Remembering())],
        ["class-names"] = [() => Check(new Rows { Names = ["a", "a", "b"] }), () => Check(new Rows { Names = [] })],
        ["class"] = [() => Check(new Rows { Names = ["a", "b"] }), () => Check(new Rows { Label = _ => -1 })],
        ["group"] = [() => Check(new Rows { Group = _ => " " })],
        ["description"] = [() => Check(new Rows { Description = _ => string.Empty })],
        ["no-tensors"] = [() => Check(new Rows(), new Writer { Change = _ => torch.zeros(1).Dispose() })],
        ["same-bytes"] = [() => Check(new Rows(), new Counting())],
        ["every-element"] = [() => Check(new Rows(), new Writer { Written = 2 })],
        ["plain-evaluation"] = [() => Check(new Rows(), new Writer { Augments = _ => true })],
        ["same-batches"] = [() => Check(new Rows(), new Writer { Read = CountingReader() })],
        ["rows"] = [() => Check(new Rows(), new Writer { Read = tensor => tensor.flatten() })],
    };

    private static IEnumerable<TestCaseData> Cases => Breaking.SelectMany(rule => rule.Value.Select((check, i) => new TestCaseData(rule.Key, check).SetArgDisplayNames(rule.Key, $"{i}")));

    [OneTimeSetUp]
    public void LoadTorch() => Lab.Native.TorchRuntime.EnsureLoaded();

    [TestCaseSource(nameof(Cases))]
    public void A_data_set_that_breaks_a_rule_is_caught(string rule, Action check) => Broken.Assert(rule, check);

    [Test]
    public void Every_rule_has_a_data_set_that_breaks_it() => Assert.That(Breaking.Keys, Is.EquivalentTo(DatasetContract.Rules.Select(rule => rule.Name)));

    [TestCase(10)]
    [TestCase(1)]
    [TestCase(0)]
    [TestCase(1_000_000)]
    public void A_sound_data_set_passes_whatever_its_size(int count) => Assert.That(() => Check(new Rows { Length = () => count }, new Writer()), Throws.Nothing);

    [Test]
    public void Samples_that_cannot_be_read_and_say_so_are_let_through() =>
        Assert.That(() => Check(new Rows { Read = (_, index) => index == 3 ? throw new UnreadableSampleException("row 3", "it is truncated") : null }, new Writer()), Throws.Nothing);

    private static void Check(Rows rows, Writer? writer = null)
    {
        if (writer is null)
        {
            DatasetContract.Check(rows);
        }
        else
        {
            DatasetContract.Check(rows, writer);
        }
    }

    private static Rows Growing()
    {
        var count = 9;
        return new Rows { Length = () => ++count };
    }

    private static Rows Remembering()
    {
        var reads = 0;
        return new Rows { Read = (rows, index) => rows.Plain(index + Interlocked.Increment(ref reads)) };
    }

    private static Func<Tensor, Tensor> CountingReader()
    {
        var reads = 0;
        return tensor => tensor + ++reads;
    }

    /// <summary>Sound, unless a case replaces a part.</summary>
    private sealed class Rows : Dataset<Row>
    {
        public Func<int> Length { get; init; } = () => 10;

        public bool Guarded { get; init; } = true;

        public Func<Rows, int, Row?> Read { get; init; } = (_, _) => null;

        public string[]? Names { get; init; } = ["a", "b", "c"];

        public Func<int, int?> Label { get; init; } = index => index % 3;

        public Func<int, string?> Group { get; init; } = index => $"person {index / 2}";

        public Func<int, string> Description { get; init; } = index => $"row {index}";

        public override int Count => Length();

        public override IReadOnlyList<string>? ClassNames => Names;

        public override Row this[int index]
        {
            get
            {
                if (Guarded)
                {
                    ArgumentOutOfRangeException.ThrowIfNegative(index);
                    ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
                }

                return Read(this, index) ?? Plain(index);
            }
        }

        public Row Plain(int index) => new([index, index + 1, index + 2], index % 3);

        public override int? ClassOf(int index) => Label(index);

        public override string? GroupOf(int index) => Group(index);

        public override string Describe(int index) => Description(index);
    }

    private class Writer : Collator<Row, Tensor, Tensor>
    {
        private readonly Field<float> _numbers;
        private readonly Field<long> _class;

        public Writer() => (_numbers, _class) = (AddField<float>("numbers", 3), AddField<long>("class"));

        public Action<Row> Change { get; init; } = _ => { };

        public int Written { get; init; } = 3;

        public Func<Phase, bool> Augments { get; init; } = phase => phase == Phase.Train;

        public Func<Tensor, Tensor> Read { get; init; } = tensor => tensor;

        public override void Write(Row sample, SampleWriter writer)
        {
            Change(sample);
            var noise = Augments(writer.Phase) ? (float)writer.Random.CreateRandom().NextGaussian() : 0;
            var numbers = writer.Get(_numbers);
            for (var i = 0; i < Written; i++)
            {
                numbers[i] = sample.Numbers[i] + noise;
            }

            writer.Set(_class, Class(sample));
        }

        public override Tensor ReadInput(BatchTensors batch) => Read(batch.OnDevice(_numbers));

        public override Tensor ReadTarget(BatchTensors batch) => batch.OnDevice(_class);

        protected virtual long Class(Row sample) => sample.Class;
    }

    private sealed class Counting : Writer
    {
        private long _calls;

        protected override long Class(Row sample) => Interlocked.Increment(ref _calls);
    }
}
