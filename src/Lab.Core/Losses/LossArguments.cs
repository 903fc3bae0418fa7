namespace Lab;

/// <summary>A typed name of an extra argument that an <see cref="OptimHook"/> gives to a loss.</summary>
/// <typeparam name="T">The argument's type.</typeparam>
/// <param name="Name">The name that errors and plans show.</param>
public sealed record LossArgument<T>(string Name);

/// <summary>The extra arguments of one evaluation of a loss, set by <see cref="OptimHook"/>s, read by the loss.</summary>
public sealed class LossArguments
{
    private Dictionary<object, object?>? _values;

    /// <summary>No extra arguments: what evaluation uses.</summary>
    public static LossArguments None { get; } = new() { IsReadOnly = true };

    internal bool IsReadOnly { get; init; }

    /// <summary>Sets an argument for this evaluation.</summary>
    public void Set<T>(LossArgument<T> argument, T value)
    {
        ArgumentNullException.ThrowIfNull(argument);
        if (IsReadOnly)
        {
            throw new InvalidOperationException($"Loss argument '{argument.Name}' cannot be set on LossArguments.None.");
        }

        (_values ??= [])[argument] = value;
    }

    /// <summary>The argument's value, or <paramref name="otherwise"/> where no hook has set it.</summary>
    public T Get<T>(LossArgument<T> argument, T otherwise)
    {
        ArgumentNullException.ThrowIfNull(argument);
        return _values is not null && _values.TryGetValue(argument, out var value) ? (T)value! : otherwise;
    }

    internal void Clear() => _values?.Clear();
}
