using MaskClassification;
using MaskClassification.Data;
using MaskClassification.Models;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Recipes;

// Several runs of one experiment, one after the other: k-fold --folds 5 --data DIR --epochs 10 ... All options are the experiment's own, but those that a recipe names.
var recipes = new Dictionary<string, Func<LabRunner, Dictionary<string, string>, CancellationToken, string>>
{
    ["k-fold"] = KFold.Run,
    ["pseudo-labels"] = PseudoLabels.Run,
};

if (args is not [var name, .. var rest] || !recipes.TryGetValue(name, out var recipe))
{
    Console.Error.WriteLine($"Name a recipe ({string.Join(" or ", recipes.Keys)}) and options of samples/MaskClassification, such as: k-fold --folds 5 --epochs 10");
    return 2;
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, signal) => stop.Cancel(signal.Cancel = true);
using var services = new ServiceCollection()
    .AddLogging(logging => logging.AddSimpleConsole(console => console.SingleLine = true))
    .AddLab<FaceSample, Tensor, MaskLogits, MaskLabels>(MaskExperiment.Name, MaskExperiment.Configure)
    .BuildServiceProvider();
try
{
    var options = new ConfigurationBuilder().AddCommandLine(rest).Build().AsEnumerable().ToDictionary(pair => pair.Key, pair => pair.Value!);
    Console.WriteLine(recipe(services.GetRequiredService<LabRunner>(), options, stop.Token));
    return 0;
}
catch (OperationCanceledException)
{
    return 130;
}
catch (LabException fault)
{
    Console.Error.WriteLine(fault.Message);
    return fault is LabValidationException ? 2 : 1;
}
