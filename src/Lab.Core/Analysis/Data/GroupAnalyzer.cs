namespace Lab.Analysis;

/// <summary>Labels at odds with their group, such as one person with two genders, and groups in two parts of the data.</summary>
internal sealed class GroupAnalyzer<TSample> : Analyzer<TSample>
{
    // What nearly every group agrees on is taken for a property of the group; what differs as a rule, such as the pose, is none.
    private const double Agreement = 0.9;
    private const int FewestGroups = 5;

    public override IEnumerable<ReportSection> Analyze(AnalysisContext<TSample> context)
    {
        var groups = new Dictionary<string, List<(AnalysisPart<TSample> Part, int Index)>>(StringComparer.Ordinal);
        foreach (var part in context.Parts)
        {
            for (var index = 0; index < part.Data.Count; index++)
            {
                if (part.Data.GroupOf(index) is { } name)
                {
                    (groups.TryGetValue(name, out var members) ? members : groups[name] = []).Add((part, index));
                }
            }
        }

        if (groups.Count == 0)
        {
            yield break;
        }

        context.Cancellation.ThrowIfCancellationRequested();
        var odds = Properties(context).SelectMany(property => Odds(property.Name, property.Of, groups)).ToList();
        var torn = groups.Where(group => group.Value.Select(member => member.Part.Phase).Distinct().Count() > 1).ToList();
        var findings = new List<Finding>();
        if (torn.Count > 0)
        {
            findings.Add(new Finding(
                $"{torn.Count} groups lie in more than one part of the data, such as '{torn[0].Key}' in {string.Join(" and ", torn[0].Value.Select(member => member.Part.Name).Distinct())}.",
                "Training refuses such a split: --split-method stratified-grouped keeps groups together.",
                IsSerious: true));
        }

        if (odds.Count > 0)
        {
            findings.Add(new Finding(
                $"{odds.Count} {(odds.Count == 1 ? "group has" : "groups have")} labels at odds with each other, such as {odds[0].Text}.",
                "Either a label is wrong or two groups go by one name: look at them and mend the labels.",
                IsSerious: true));
        }

        var sizes = groups.Values.Select(members => members.Count).CountBy(size => size).OrderBy(pair => pair.Key).ToList();
        yield return new ReportSection("groups", "Groups")
        {
            Introduction = $"{HtmlWriter.Number(groups.Count)} groups: samples that are relatives, such as the pictures of one person. No group may lie on two sides of a split.",
            Findings = findings,
            Blocks =
            [
                new BarChart(["groups"], [.. sizes.Take(context.Options.LongestList).Select(pair => (pair.Key == 1 ? "1 sample" : $"{pair.Key} samples", (IReadOnlyList<double>)[pair.Value]))]) { Title = "Groups by their size" },
                .. odds.Count > 0 ? [OddsTable(odds, context.Options.LongestList)] : Array.Empty<ReportBlock>(),
            ],
        };
    }

    private static TableBlock OddsTable(List<Odd> odds, int longest) => new(
        ["group", "differs in", "values", "samples"],
        [.. odds.Take(longest).Select(odd => (IReadOnlyList<object?>)[odd.Group, odd.Property, odd.Values, odd.Samples])])
    {
        Title = "Labels at odds with their group",
        Caption = FormattableString.Invariant($"What is the same within at least {100 * Agreement:0} % of the groups, and differs within these.{(odds.Count > longest ? $" {odds.Count - longest} more are not shown." : string.Empty)}"),
    };

    private static IEnumerable<(string Name, Func<AnalysisPart<TSample>, int, string?> Of)> Properties(AnalysisContext<TSample> context)
    {
        yield return ("class", (part, index) => part.Data.ClassOf(index) is { } label ? part.Data.ClassNames is { } names && label < names.Count ? names[label] : $"class {label}" : null);
        foreach (var name in context.Parts.SelectMany(part => part.Data.AttributeNames).Distinct(StringComparer.Ordinal))
        {
            yield return (name, (part, index) =>
            {
                var at = part.Data.AttributeNames.ToList().IndexOf(name);
                return at < 0 ? null : part.Data.AttributesOf(index).ElementAtOrDefault(at);
            });
        }
    }

    private static IEnumerable<Odd> Odds(string property, Func<AnalysisPart<TSample>, int, string?> of, Dictionary<string, List<(AnalysisPart<TSample> Part, int Index)>> groups)
    {
        var judged = groups
            .Select(group => (Name: group.Key, Members: group.Value, Values: group.Value.Select(member => of(member.Part, member.Index)).OfType<string>().CountBy(value => value, StringComparer.Ordinal).OrderByDescending(pair => pair.Value).ToList()))
            .Where(group => group.Values.Sum(pair => pair.Value) > 1)
            .ToList();
        var odd = judged.Where(group => group.Values.Count > 1).ToList();
        return judged.Count < FewestGroups || odd.Count > (1 - Agreement) * judged.Count
            ? []
            : odd.Select(group => new Odd(
                group.Name,
                property,
                string.Join(", ", group.Values.Select(pair => $"{pair.Key} ({pair.Value})")),
                string.Join(", ", group.Members.Where(member => of(member.Part, member.Index) != group.Values[0].Key).Take(3).Select(member => member.Part.Data.Describe(member.Index)))));
    }

    private sealed record Odd(string Group, string Property, string Values, string Samples)
    {
        public string Text => $"'{Group}', whose {Property} is {Values}";
    }
}
