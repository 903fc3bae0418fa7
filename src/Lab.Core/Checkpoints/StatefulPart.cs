using System.Text.Json;
using System.Text.Json.Nodes;

namespace Lab.Checkpoints;

/// <summary>The state of a part that implements <see cref="IStateful{TState}"/>, whatever its type.</summary>
internal abstract class StatefulPart
{
    public required string Key { get; init; }

    public abstract JsonObject Capture();

    public abstract void Restore(JsonObject state);

    /// <summary>The part's state, or null if it has none.</summary>
    public static StatefulPart? Of(object part, string key)
    {
        var contract = part.GetType().GetInterfaces().FirstOrDefault(type => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IStateful<>));
        return contract is null
            ? null
            : (StatefulPart)Activator.CreateInstance(typeof(Typed<>).MakeGenericType(contract.GetGenericArguments()), part, key)!;
    }

    private sealed class Typed<TState> : StatefulPart
        where TState : class
    {
        private readonly IStateful<TState> _part;

        [System.Diagnostics.CodeAnalysis.SetsRequiredMembers]
        public Typed(IStateful<TState> part, string key)
        {
            _part = part;
            Key = key;
        }

        public override JsonObject Capture() => new()
        {
            ["version"] = _part.StateVersion,
            ["state"] = StateJson.ToNode(_part.CaptureState()),
        };

        public override void Restore(JsonObject state)
        {
            var version = state["version"]!.GetValue<int>();
            if (version != _part.StateVersion)
            {
                throw new LabException($"The checkpoint holds version {version} of the state of {Key}, which now has version {_part.StateVersion}: continue with the version of Lab or of the hook that wrote it.");
            }

            _part.RestoreState(state["state"].Deserialize<TState>(StateJson.Options)!);
        }
    }
}
