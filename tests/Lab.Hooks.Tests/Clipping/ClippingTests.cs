using Lab.Optimization;
using TorchSharp.Modules;

namespace Lab.Hooks.Tests.Clipping;

public sealed class ClippingTests
{
    [OneTimeSetUp]
    public void LoadTorch() => Lab.Native.TorchRuntime.EnsureLoaded();

    [Test]
    public void Clipping_by_norm_scales_all_gradients_to_the_common_norm_and_tells_the_norm_before()
    {
        using var given = new GivenGradients([3f, 0f], [0f, -4f]);
        var hook = new ClipGradientNorm(1.0);
        Assert.That(hook.LastNorm, Is.NaN);

        given.Step(hook);

        Assert.That(hook.LastNorm, Is.EqualTo(5.0).Within(1e-12));
        Assert.That(given.Seen, Is.EqualTo(new[] { 0.6f, 0f, 0f, -0.8f }).Within(1e-6f));
    }

    [Test]
    public void Gradients_below_the_norm_stay_as_they_are_to_the_bit()
    {
        using var given = new GivenGradients([0.3f, 0.1f]);
        given.Step(new ClipGradientNorm(1.0));
        Assert.That(given.Seen, Is.EqualTo(new[] { 0.3f, 0.1f }));
    }

    [Test]
    public void Clipping_by_value_limits_every_element()
    {
        using var given = new GivenGradients([3f, -0.25f], [-7f]);
        given.Step(new ClipGradientValue(0.5));
        Assert.That(given.Seen, Is.EqualTo(new[] { 0.5f, -0.25f, -0.5f }));
    }

    [Test]
    public void Without_a_maximum_they_take_no_part()
    {
        OptimHook[] off = [new ClipGradientNorm(new ClipGradientNormOptions()), new ClipGradientValue(new ClipGradientValueOptions()), new ClipGradientAdaptive(new ClipGradientAdaptiveOptions { Exclude = ["head"] })];
        OptimHook[] on = [new ClipGradientNorm(1), new ClipGradientValue(1), new ClipGradientAdaptive(1)];

        Assert.That(off.Select(hook => hook.IsEnabled), Has.All.False);
        Assert.That(on.Select(hook => hook.IsEnabled), Has.All.True);
    }

    [TestCase(0)]
    [TestCase(-1)]
    [TestCase(double.NaN)]
    public void A_maximum_that_is_not_above_zero_is_refused(double maximum)
    {
        Assert.That(() => new ClipGradientNorm(maximum), Throws.TypeOf<LabValidationException>().With.Message.Contains("MaximumNorm"));
        Assert.That(() => new ClipGradientValue(maximum), Throws.TypeOf<LabValidationException>().With.Message.Contains("MaximumValue"));
        Assert.That(() => new ClipGradientAdaptive(maximum), Throws.TypeOf<LabValidationException>().With.Message.Contains("Factor"));
    }

    [Test]
    public void Adaptive_clipping_takes_its_share_of_the_weights_norm_and_leaves_out_what_it_is_told_to()
    {
        using var given = new GivenGradients([3f, 4f], [3f, 4f]);

        // The weights are zeros, so that epsilon is what counts.
        given.Step(new ClipGradientAdaptive(new ClipGradientAdaptiveOptions { Factor = 0.5, Epsilon = 2, Exclude = ["p1"] }));

        Assert.That(given.Seen, Is.EqualTo(new[] { 0.6f, 0.8f, 3f, 4f }).Within(1e-6f));
    }

    [Test]
    public void A_module_that_is_to_be_left_out_must_exist()
    {
        using var given = new GivenGradients([1f]);
        Assert.That(
            () => given.Attach(new ClipGradientAdaptive(0.01, "p0", "head")),
            Throws.TypeOf<LabException>().With.Message.Contains("--clip-gradient-adaptive-exclude head:").And.Message.Contains("There are: p0."));
        Assert.That(() => given.Attach(new ClipGradientAdaptive(0.01, "p")), Throws.TypeOf<LabException>(), "a name is left out up to a dot");
        Assert.That(() => given.Attach(new ClipGradientAdaptive(0.01, "p0")), Throws.Nothing);
    }

    private sealed class GivenGradients : IDisposable
    {
        private readonly NoOptimizer _optimizer;

        public GivenGradients(params float[][] gradients)
        {
            var parameters = new List<KeyValuePair<string, Parameter>>();
            foreach (var values in gradients)
            {
                using var zeros = torch.zeros(values.Length);
                var parameter = new Parameter(zeros.clone());
                parameter.grad = torch.tensor(values);
                parameters.Add(new($"p{parameters.Count}", parameter));
            }

            _optimizer = new NoOptimizer([new ParameterGroup("all", parameters)]);
        }

        public float[] Seen { get; private set; } = [];

        public void Step(OptimHook hook) =>
            hook.Step(new StepContext(_optimizer, new Gradients(_optimizer)), step => Seen = [.. step.Gradients.Named().SelectMany(pair => pair.Value.data<float>().ToArray())]);

        public void Attach(OptimHook hook)
        {
            using var model = torch.nn.Identity();
            hook.Attach(new OptimParts(model, _optimizer, torch.CPU));
        }

        public void Dispose()
        {
            _optimizer.Dispose();
            foreach (var (_, parameter) in _optimizer.Groups[0].Parameters)
            {
                parameter.Dispose();
            }
        }
    }

    private sealed class NoOptimizer(IReadOnlyList<ParameterGroup> groups) : Optimizer(groups)
    {
        public override void Step(double learningRate)
        {
        }

        public override IReadOnlyList<KeyValuePair<string, Tensor>> CaptureState() => [];

        public override void RestoreState(IReadOnlyDictionary<string, Tensor> state)
        {
        }

        protected override void Dispose(bool disposing)
        {
        }
    }
}
