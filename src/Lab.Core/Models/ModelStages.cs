namespace Lab;

/// <summary>What a model, or the one network within it that knows, says of its depths.</summary>
public static class ModelStages
{
    /// <summary>
    /// The stages of a model under the model's own parameter names: those of an <see cref="IStagedModel"/>; or those of the one such network that it holds, with all other parameters in
    /// the head. Null for a model that holds none, or several.
    /// </summary>
    public static IReadOnlyList<ModelStage>? Of(torch.nn.Module model)
    {
        ArgumentNullException.ThrowIfNull(model);

        // A model that no trainer has seen yet may not be registered.
        (model as IModel)?.Complete();
        if (model is IStagedModel staged)
        {
            return staged.Stages is { Count: > 0 } stages ? stages : null;
        }

        var networks = model.named_children().Select(child => (child.name, Stages: Of(child.module))).Where(child => child.Stages is not null).Take(2).ToList();
        if (networks.Count != 1)
        {
            return null;
        }

        var body = networks[0].Stages!.Select(stage => new ModelStage(stage.Name, [.. stage.Parameters.Select(name => $"{networks[0].name}.{name}")])).ToList();
        var known = body.SelectMany(stage => stage.Parameters).ToHashSet(StringComparer.Ordinal);
        var others = model.named_parameters().Select(pair => pair.name).Where(name => !known.Contains(name));
        var head = body.FirstOrDefault(stage => stage.Name == ModelStage.Head)?.Parameters ?? [];
        return [.. body.Where(stage => stage.Name != ModelStage.Head), new ModelStage(ModelStage.Head, [.. head, .. others])];
    }

    /// <summary>Whether a parameter is one of those that the model, or a network within it, wants without weight decay.</summary>
    internal static Predicate<string> WithoutWeightDecay(torch.nn.Module model)
    {
        var excepted = model.named_modules().Select(pair => (Prefix: $"{pair.name}.", Module: pair.module)).Prepend((Prefix: string.Empty, Module: model))
            .SelectMany(pair => pair.Module is IStagedModel staged ? staged.NoWeightDecay.Select(name => (pair.Prefix, Name: name)) : [])
            .ToList();
        return parameter => excepted.Exists(one =>
            parameter.StartsWith(one.Prefix, StringComparison.Ordinal)
            && (parameter.Length == one.Prefix.Length + one.Name.Length
                ? parameter.EndsWith(one.Name, StringComparison.Ordinal)
                : parameter.EndsWith($".{one.Name}", StringComparison.Ordinal)));
    }
}
