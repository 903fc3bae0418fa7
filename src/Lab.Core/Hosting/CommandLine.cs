using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Parsing;
using System.Reflection;
using Lab.Analysis;
using Lab.Native;
using Lab.Options;

namespace Lab.Hosting;

/// <summary>The verbs and options of an application.</summary>
internal sealed class CommandLine(IReadOnlyList<IExperiment> experiments, TextWriter output, TextWriter error, CancellationToken cancellation)
{
    private readonly Option<string?> _run = new("--run") { Description = "Folder of the run to use; the newest run if not given.", HelpName = "RUN" };
    private readonly Option<string?> _checkpoint = new("--checkpoint") { Description = "Checkpoint to use: best, last or a name; the best, or the newest, if not given.", HelpName = "NAME" };
    private readonly Option<ModelWeights> _weights = new("--weights") { Description = "Weights to use: raw, or average of a run that averages. [default: raw]", HelpName = "raw|average", CustomParser = ParseWeights };
    private readonly Option<string?> _file = new("--file") { Description = "File to write; model with the format's extension in the run's folder if not given.", HelpName = "FILE" };
    private readonly Option<string[]> _judged = new("--run") { Description = "Folder of a trained run whose answers on its validation data are analysed too; may be given several times, such as for the runs of all folds.", HelpName = "RUN", Arity = ArgumentArity.ZeroOrMore };
    private readonly Option<string?> _resume = new("--resume") { Description = "Folder of a run to continue from its newest valid checkpoint.", HelpName = "RUN" };
    private readonly Option<bool> _save = new("--save") { Description = "Keep every point in learning-rates.csv, in a run folder of its own." };
    private readonly SearchOptions<LearningRateSearchOptions> _learningRates = new();
    private readonly SearchOptions<BatchSizeSearchOptions> _batchSizes = new();
    private readonly SearchOptions<AnalysisOptions> _analysis = new();
    private readonly Option<bool> _plan = new("--plan") { Description = "Print every phase and the hooks in it, in order, and exit." };

    public int Invoke(string[] arguments)
    {
        if (experiments.Count == 0)
        {
            error.WriteLine("This application has no experiment: call AddExperiment before Build.");
            return ExitCodes.BadArguments;
        }

        if (Select(arguments) is not { } experiment)
        {
            return ExitCodes.BadArguments;
        }

        var (root, options) = Build(experiment);
        var parsed = root.Parse(arguments);
        if (parsed.Errors.Count > 0)
        {
            foreach (var fault in parsed.Errors)
            {
                error.WriteLine(Explain(fault.Message, [.. root.Subcommands.Select(verb => verb.Name), .. options.Keys.Select(name => $"--{name}")]));
            }

            error.WriteLine("Run with --help to see every verb and option.");
            return ExitCodes.BadArguments;
        }

        return parsed.Invoke(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false });
    }

    // The options differ between experiments, so the choice comes first.
    private IExperiment? Select(string[] arguments)
    {
        var name = experiments[0].Name;
        for (var i = 0; i < arguments.Length; i++)
        {
            if (arguments[i] == "--experiment" && i + 1 < arguments.Length)
            {
                name = arguments[i + 1];
            }
            else if (arguments[i].StartsWith("--experiment=", StringComparison.Ordinal))
            {
                name = arguments[i]["--experiment=".Length..];
            }
        }

        var found = experiments.FirstOrDefault(experiment => experiment.Name == name);
        if (found is null)
        {
            error.WriteLine($"--experiment {name}: there is no such experiment. Choose {string.Join(", ", experiments.Select(experiment => experiment.Name))}.");
        }

        return found;
    }

    private (RootCommand Root, Dictionary<string, Option<string?>> Options) Build(IExperiment experiment)
    {
        var options = experiment.Catalog.Options.ToDictionary(option => option.Name, ToOption);
        var root = new RootCommand($"Experiment '{experiment.Name}'. With no verb: trains, evaluates and predicts in a row.");
        var verbs = new Dictionary<Command, LabVerbs> { [root] = LabVerbs.Observed };
        root.Add(Verb(LabVerbs.Train, "train", "Train, and keep the run in a folder of its own.", [_resume, _plan], values => values.GetValue(_plan) ? Plan(values) : Train(values, values.GetValue(_resume)).Code));
        root.Add(Verb(LabVerbs.Evaluate, "evaluate", "Judge a run's model on the test data or, where there is none, the validation data.", [_run, _checkpoint, _weights], values => Evaluate(values, values.GetValue(_run))));
        root.Add(Verb(LabVerbs.Predict, "predict", "Write predictions.csv into a run's folder.", [_run, _checkpoint, _weights], values => Predict(values, values.GetValue(_run))));
        var format = new Option<string?>("--format")
        {
            Description = experiment.ExportFormats is [var first, ..] formats ? $"Format to write: {string.Join(", ", formats)}. [default: {first}]" : "Format to write; the application has none.",
            HelpName = "FORMAT",
        };
        root.Add(Verb(LabVerbs.Export, "export", "Write a run's model as one file for other programs.", [_run, _checkpoint, _weights, format, _file], Export));
        root.Add(Verb(LabVerbs.Analyze, "analyze", "Write a page about the data: counts, pictures, duplicates, drift, and what stands out. With --run, also about a model's mistakes.", [_judged, _checkpoint, _weights, .. _analysis.All], values => Analyze(values)));
        root.Add(Verb(LabVerbs.FindLearningRate, "find-lr", "Find a learning rate: a short training whose rate grows until the loss diverges. Changes and keeps nothing.", [.. _learningRates.All, _save], FindLearningRate));
        root.Add(Verb(LabVerbs.FindBatchSize, "find-batch-size", "Find how large a batch may be and which size trains fastest. Changes and keeps nothing.", [.. _batchSizes.All], FindBatchSize));
        var doctor = new Command("doctor", "Say what this machine has, what is wrong and what mends it.");
        doctor.SetAction(_ => Doctor());
        root.Add(doctor);
        AddOptions(root, [_plan]);
        root.Validators.Add(RefuseUnread);
        root.SetAction(values => Guard(() => values.GetValue(_plan) ? Plan(values) : All(values)));
        var help = root.Options.OfType<HelpOption>().Single();
        help.Action = new GroupedHelp((HelpAction)help.Action!, experiment.Catalog.Options, options, verbs);
        return (root, options);

        Command Verb(LabVerbs verb, string name, string description, Option[] own, Func<ParseResult, int> action)
        {
            var command = new Command(name, description);
            verbs.Add(command, verb);
            AddOptions(command, own);
            command.Validators.Add(RefuseUnread);
            command.SetAction(values => Guard(() => action(values)));
            return command;
        }

        void AddOptions(Command command, Option[] own)
        {
            foreach (var option in own)
            {
                command.Add(option);
            }

            if (experiments.Count > 1)
            {
                command.Add(new Option<string>("--experiment") { Description = $"Experiment to run: {string.Join(", ", experiments.Select(one => one.Name))}.", DefaultValueFactory = _ => experiment.Name });
            }

            foreach (var option in options.Values)
            {
                command.Add(option);
            }
        }

        // What nothing reads would be obeyed by nobody, and nobody would notice.
        void RefuseUnread(CommandResult parsed)
        {
            var verb = verbs[parsed.Command];
            foreach (var option in experiment.Catalog.Options.Where(option => (option.Verbs & verb) == 0 && parsed.GetResult(options[option.Name]) is not null))
            {
                parsed.AddError($"--{option.Name} is not read by {NamesOf(verb)}, only by {NamesOf(option.Verbs)}.");
            }
        }

        string NamesOf(LabVerbs some) => string.Join(", ", root.Subcommands.Where(command => (verbs.GetValueOrDefault(command) & some) != 0).Select(command => command.Name));

        IReadOnlyDictionary<string, string> Values(ParseResult parsed) => experiment.Catalog.Options
            .Where(option => parsed.GetResult(options[option.Name]) is { Implicit: false })
            .ToDictionary(option => option.Name, option => parsed.GetValue(options[option.Name]) ?? option.Alone!);

        int Plan(ParseResult parsed)
        {
            output.Write(experiment.Plan(Values(parsed)));
            return ExitCodes.Done;
        }

        (int Code, string? Folder) Train(ParseResult parsed, string? resume)
        {
            var result = experiment.Train(Values(parsed), resume, cancellation);
            RunSummary.WriteTraining(output, result);
            return (CodeOf(result), result.Folder);
        }

        int Evaluate(ParseResult parsed, string? run)
        {
            var result = experiment.Evaluate(Values(parsed), run ?? RunSummary.NewestRun(experiment, Values(parsed)), Checkpoint(parsed), Weights(parsed), cancellation);
            RunSummary.WriteEvaluation(output, result);
            return CodeOf(result);
        }

        int Predict(ParseResult parsed, string? run)
        {
            var result = experiment.Predict(Values(parsed), run ?? RunSummary.NewestRun(experiment, Values(parsed)), Checkpoint(parsed), Weights(parsed), cancellation);
            RunSummary.WritePredictions(output, result);
            return CodeOf(result);
        }

        int Export(ParseResult parsed)
        {
            var result = experiment.Export(
                Values(parsed), parsed.GetValue(_run) ?? RunSummary.NewestRun(experiment, Values(parsed)), parsed.GetValue(format), parsed.GetValue(_file), Checkpoint(parsed), Weights(parsed), cancellation);
            RunSummary.WriteExport(output, result);
            return ExitCodes.Done;
        }

        int Analyze(ParseResult parsed)
        {
            var result = experiment.Analyze(Values(parsed), _analysis.Read(parsed), parsed.GetValue(_judged) ?? [], Checkpoint(parsed), Weights(parsed), cancellation);
            RunSummary.WriteAnalysis(output, result);
            return CodeOf(result);
        }

        int FindLearningRate(ParseResult parsed)
        {
            var (curve, folder) = experiment.FindLearningRate(Values(parsed), _learningRates.Read(parsed), parsed.GetValue(_save), cancellation);
            SearchSummary.Write(output, curve, folder);
            return ExitCodes.Done;
        }

        int FindBatchSize(ParseResult parsed)
        {
            var trials = experiment.FindBatchSize(Values(parsed), _batchSizes.Read(parsed), cancellation);
            SearchSummary.Write(output, trials);
            return trials.Largest is null ? ExitCodes.Failed : ExitCodes.Done;
        }

        string? Checkpoint(ParseResult parsed) => parsed.GetResult(_checkpoint) is null ? null : parsed.GetValue(_checkpoint);

        ModelWeights Weights(ParseResult parsed) => parsed.GetResult(_weights) is null ? ModelWeights.Raw : parsed.GetValue(_weights);

        int All(ParseResult parsed)
        {
            var (code, folder) = Train(parsed, null);
            if (folder is null)
            {
                // A fast development run has been through all phases and has no folder.
                return code;
            }

            if (code == ExitCodes.Done)
            {
                code = Evaluate(parsed, folder);
            }

            if (code == ExitCodes.Done && experiment.HasPredictData(Values(parsed)))
            {
                code = Predict(parsed, folder);
            }

            if (code == ExitCodes.Done)
            {
                RunSummary.WriteWhatToOpen(output, folder);
            }

            return code;
        }
    }

    private int Doctor()
    {
        var healthy = true;
        foreach (var row in SystemReport.Collect().Concat(SystemCheck.RunAll(Assembly.GetEntryAssembly())))
        {
            healthy &= row.Ok;
            output.WriteLine($"{(row.Ok ? "ok  " : "FAIL")}  {row.Name,-24} {row.Value}");
        }

        return healthy ? ExitCodes.Done : ExitCodes.Failed;
    }

    private int Guard(Func<int> action)
    {
        try
        {
            return action();
        }
        catch (LabValidationException fault)
        {
            error.WriteLine(fault.Message);
            return ExitCodes.BadArguments;
        }
        catch (LabException fault)
        {
            error.WriteLine(fault.Message);
            if (fault.InnerException is { } cause and not (LabException or IOException or UnauthorizedAccessException))
            {
                // Whoever wrote the part that threw needs the stack.
                error.WriteLine(cause);
            }

            return ExitCodes.Failed;
        }
        catch (OperationCanceledException) when (cancellation.IsCancellationRequested)
        {
            return ExitCodes.Cancelled;
        }
        catch (Exception fault)
        {
            // Nothing that Lab foresaw: whoever reads it needs the stack.
            error.WriteLine(fault);
            return ExitCodes.Failed;
        }
    }

    private static int CodeOf(RunResult result) => result.Status == RunStatus.Cancelled ? ExitCodes.Cancelled : ExitCodes.Done;

    internal static Option<string?> ToOption(LabOption option)
    {
        var description = option.Choices.Count > 0 && !option.Description.Contains(option.Choices[^1], StringComparison.OrdinalIgnoreCase)
            ? $"{option.Description} One of {string.Join(", ", option.Choices)}."
            : option.Description;
        return new Option<string?>("--" + option.Name)
        {
            Description = option.Default.Length > 0 ? $"{description} [default: {option.Default}]" : description,
            HelpName = option.IsSwitch ? "true|false" : option.Name.ToUpperInvariant(),
            Arity = option.Alone is not null ? ArgumentArity.ZeroOrOne : ArgumentArity.ExactlyOne,
        };
    }

    private static ModelWeights ParseWeights(ArgumentResult argument)
    {
        var text = argument.Tokens[0].Value;
        if (text is not ("raw" or "average"))
        {
            argument.AddError($"--weights {text}: choose raw or average.");
        }

        return text == "average" ? ModelWeights.Average : ModelWeights.Raw;
    }

    // A misspelt verb or option is told from the nearest one that there is.
    private static string Explain(string message, IEnumerable<string> names)
    {
        var start = message.IndexOf('\'');
        var end = start < 0 ? -1 : message.IndexOf('\'', start + 1);
        if (end < 0)
        {
            return message;
        }

        var given = message[(start + 1)..end].Split('=')[0];
        var length = given.TrimStart('-').Length;
        var nearest = names.Select(name => (Name: name, Distance: EditDistance(given, name))).OrderBy(pair => pair.Distance).FirstOrDefault();
        return nearest.Name is not null && nearest.Distance > 0 && nearest.Distance <= Math.Max(1, length / 3) ? $"{message} Did you mean {nearest.Name}?" : message;
    }

    // Letters that are missing, superfluous, others, or swapped with their neighbour.
    private static int EditDistance(string left, string right)
    {
        var costs = new int[left.Length + 1, right.Length + 1];
        for (var i = 0; i <= left.Length; i++)
        {
            for (var j = 0; j <= right.Length; j++)
            {
                if (i == 0 || j == 0)
                {
                    costs[i, j] = i + j;
                    continue;
                }

                var substitute = costs[i - 1, j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                costs[i, j] = Math.Min(substitute, 1 + Math.Min(costs[i - 1, j], costs[i, j - 1]));
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    costs[i, j] = Math.Min(costs[i, j], costs[i - 2, j - 2] + 1);
                }
            }
        }

        return costs[left.Length, right.Length];
    }
}
