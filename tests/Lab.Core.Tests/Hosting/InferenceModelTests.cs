using Lab.Tests.Training;
using Microsoft.Extensions.DependencyInjection;

namespace Lab.Tests.Hosting;

public sealed class InferenceModelTests
{
    [Test]
    public void A_model_that_nobody_can_ask_is_disposed_of()
    {
        var model = new Mute();
        using var services = new ServiceCollection()
            .AddLab<ToySample, Tensor, Tensor, Tensor>("toy", lab => lab.Dataset<Nothing>().Collator<ToyCollator>().Model("mute", _ => model).Loss<ToyLoss>())
            .BuildServiceProvider();

        Assert.That(() => services.GetRequiredService<LabRunner>().CreateModel("toy", new Dictionary<string, string>(), classes: null), Throws.TypeOf<LabException>().With.Message.Contains("toy"));
        Assert.That(model.IsDisposed);
    }

    private sealed class Nothing : Dataset<ToySample>
    {
        public override int Count => 0;

        public override ToySample this[int index] => throw new ArgumentOutOfRangeException(nameof(index));
    }

    private sealed class Mute : Model<Tensor, Tensor>
    {
        public bool IsDisposed { get; private set; }

        public override Tensor forward(Tensor input) => input;

        protected override void Dispose(bool disposing)
        {
            IsDisposed = true;
            base.Dispose(disposing);
        }
    }
}
