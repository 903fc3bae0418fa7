using System.ComponentModel.DataAnnotations;
using System.Reflection;
using Lab.Optimization;

namespace Lab.Tests.Optimization;

public sealed class OptimizerFactoryTests
{
    [Test]
    public void All_names_build_their_optimizer()
    {
        var built = new OptimizerFactory().Names.Select(name =>
        {
            using var optimizer = new OptimizerFactory().Create(new OptimizerOptions { Name = name.ToUpperInvariant() }, Array.Empty<ParameterGroup>());
            return optimizer.GetType();
        });

        Assert.That(built, Is.EqualTo([typeof(Adam), typeof(AdamW), typeof(Lamb), typeof(Lion), typeof(RAdam), typeof(RmsProp), typeof(Sgd)]));
    }

    [Test]
    public void AdamW_and_LAMB_decay_by_a_hundredth_and_the_others_not_unless_told()
    {
        var factory = new OptimizerFactory();

        Assert.That(factory.WeightDecay(new OptimizerOptions()), Is.EqualTo(0.01));
        Assert.That(factory.WeightDecay(new OptimizerOptions { Name = "lamb" }), Is.EqualTo(0.01));
        Assert.That(factory.WeightDecay(new OptimizerOptions { Name = "lion" }), Is.Zero);
        Assert.That(factory.WeightDecay(new OptimizerOptions { Name = "adam" }), Is.Zero);
        Assert.That(factory.WeightDecay(new OptimizerOptions { WeightDecay = 0 }), Is.Zero);
    }

    [Test]
    public void Unknown_names_and_wrong_settings_are_errors_that_name_them()
    {
        var factory = new OptimizerFactory();

        Assert.That(() => factory.Create(new OptimizerOptions { Name = "muon" }, Array.Empty<ParameterGroup>()), Throws.TypeOf<LabValidationException>().With.Message.Contains("'muon'").And.Message.Contains("adamw"));
        Assert.That(() => factory.Create(new OptimizerOptions { Name = "sgd", Nesterov = true }, Array.Empty<ParameterGroup>()), Throws.TypeOf<LabValidationException>().With.Message.Contains("Nesterov"));
        Assert.That(() => factory.Create(new OptimizerOptions { Beta2 = 1 }, Array.Empty<ParameterGroup>()), Throws.TypeOf<LabValidationException>().With.Message.Contains("Beta2"));
        Assert.That(() => factory.Create(new OptimizerOptions { Name = "lamb", MaximumGradientNorm = -1 }, Array.Empty<ParameterGroup>()), Throws.TypeOf<LabValidationException>().With.Message.Contains("MaximumGradientNorm"));
    }

    [Test]
    public void A_registered_optimizer_is_built_by_its_name()
    {
        var factory = new OptimizerFactory().Register("mine", (groups, _) => new Sgd(groups), defaultWeightDecay: 0.5);
        using var layer = torch.nn.Linear(2, 1);
        using var optimizer = factory.Create(new OptimizerOptions { Name = "mine", NoWeightDecayOnBiasAndNorm = true }, layer);

        Assert.That(optimizer.Groups.Select(group => (group.Name, group.WeightDecay)), Is.EqualTo([("decay", 0.5), ("no-decay", 0.0)]));
    }

    [Test]
    public void Every_option_has_a_description_and_the_defaults_are_within_their_ranges()
    {
        Assert.That(typeof(OptimizerOptions).GetProperties().Where(property => property.GetCustomAttribute<System.ComponentModel.DescriptionAttribute>() is null), Is.Empty);
        Assert.That(IsValid(new OptimizerOptions()), Is.True);
        Assert.That(IsValid(new OptimizerOptions { LearningRate = 0 }), Is.False);
        Assert.That(IsValid(new OptimizerOptions { Beta1 = 1 }), Is.False);
    }

    private static bool IsValid(OptimizerOptions options) => Validator.TryValidateObject(options, new ValidationContext(options), null, validateAllProperties: true);
}
