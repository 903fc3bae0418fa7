using System.Buffers.Binary;
using System.Text;

namespace Lab.Weights.Pickles;

/// <summary>What the names in a file of tensors mean. There are no others: a name that is not here is refused, and nothing of it is ever looked up or run.</summary>
internal static class TorchGlobals
{
    private const string FromType = "torch._tensor._rebuild_from_type_v2";

    // Bytes of a number of NumPy's; longer ones are of no use here, and one text could be encoded many times.
    private const int LongestNumber = 16;

    private static readonly Dictionary<string, Func<IReadOnlyList<object?>, object?>> Functions = new(StringComparer.Ordinal)
    {
        ["collections.OrderedDict"] = OrderedDictionary,
        ["torch._utils._rebuild_tensor"] = arguments => Tensor(arguments, type: null),
        ["torch._utils._rebuild_tensor_v2"] = arguments => Tensor(arguments, type: null),
        ["torch._utils._rebuild_tensor_v3"] = arguments => Tensor(arguments, arguments.Count > 6 ? Type(arguments[6]) : throw Wrong("_rebuild_tensor_v3")),
        ["torch._utils._rebuild_parameter"] = arguments => First<TorchTensor>(arguments, "_rebuild_parameter"),
        ["torch._utils._rebuild_parameter_with_state"] = arguments => First<TorchTensor>(arguments, "_rebuild_parameter_with_state"),
        [FromType] = arguments => arguments is [PickleGlobal { Name: not FromType } function, PickleGlobal, PickleTuple inner, ..] ? Call(function.Name, inner.Items) : throw Wrong(FromType),
        ["torch.Size"] = arguments => First<PickleTuple>(arguments, "torch.Size"),
        ["torch.device"] = _ => new PickleOpaque("a device"),
        ["torch.serialization._get_layout"] = _ => new PickleOpaque("a layout"),
        ["builtins.set"] = Set,
        ["__builtin__.set"] = Set,
        ["_codecs.encode"] = arguments => arguments is not [string text, "latin1" or "latin-1", ..] ? throw Wrong("_codecs.encode")
            : text.Length <= LongestNumber ? Encoding.Latin1.GetBytes(text) : new PickleOpaque("bytes"),
        ["numpy.dtype"] = arguments => arguments is [string code, ..] ? new NumpyType(code) : throw Wrong("numpy.dtype"),
        ["numpy.core.multiarray.scalar"] = NumpyScalar,
        ["numpy._core.multiarray.scalar"] = NumpyScalar,
    };

    // Classes that only stand for themselves, in the arguments of others.
    private static readonly HashSet<string> Classes = ["torch.Tensor", "torch.nn.parameter.Parameter", "torch.nn.parameter.Buffer"];

    /// <summary>The class or function of that name.</summary>
    /// <exception cref="InvalidDataException">It is none that files of tensors need.</exception>
    public static PickleGlobal Find(string module, string name)
    {
        var full = $"{module}.{name}";
        return Functions.ContainsKey(full) || Classes.Contains(full) || TorchType.OfStorage(full) is not null || TorchType.Named(full) is not null
            ? new PickleGlobal(full)
            : throw new InvalidDataException(
                $"it asks for {ShortText.Of(full)}, which is neither tensor nor plain container. It was refused, and nothing was run. If you trust the file, open it in Python and save only the "
                + "tensors: torch.save(model.state_dict(), path).");
    }

    /// <summary>What a function returns.</summary>
    public static object? Call(string name, IReadOnlyList<object?> arguments) =>
        Functions.TryGetValue(name, out var function) ? function(arguments) : throw new InvalidDataException($"it calls {name}, which is no function.");

    private static PickleDictionary OrderedDictionary(IReadOnlyList<object?> arguments)
    {
        var dictionary = new PickleDictionary();
        if (arguments is [PickleList pairs])
        {
            dictionary.Items.AddRange(pairs.Items.Select(pair => pair switch
            {
                PickleTuple { Items: [var key, var value] } => KeyValuePair.Create(key, value),
                PickleList { Items: [var key, var value] } => KeyValuePair.Create(key, value),
                _ => throw Wrong("collections.OrderedDict"),
            }));

            // Moved, not copied: a list that is recalled many times would fill the memory.
            pairs.Items.Clear();
        }
        else if (arguments.Count > 0)
        {
            throw Wrong("collections.OrderedDict");
        }

        return dictionary;
    }

    private static PickleList Set(IReadOnlyList<object?> arguments) => arguments.Count == 0 ? new PickleList([]) : First<PickleList>(arguments, "set");

    private static TorchTensor Tensor(IReadOnlyList<object?> arguments, TorchType? type)
    {
        if (arguments is not [TorchStorage storage, long offset, PickleTuple sizes, PickleTuple steps, ..])
        {
            throw Wrong("_rebuild_tensor");
        }

        type ??= storage.Type;
        if (!ReferenceEquals(type, storage.Type) && !ReferenceEquals(storage.Type, TorchType.Untyped))
        {
            throw new InvalidDataException($"it has a tensor of {type.Name} over a storage of {storage.Type.Name}.");
        }

        return TorchLayout.Check(new TorchTensor(storage, type, offset, Numbers(sizes), Numbers(steps)));
    }

    private static long[] Numbers(PickleTuple tuple) => [.. tuple.Items.Select(item => item is long number ? number : throw new InvalidDataException("it has a tensor whose shape is no row of whole numbers."))];

    private static TorchType Type(object? value) => value is PickleGlobal { Name: var name } && TorchType.Named(name) is { } type ? type : throw Wrong("_rebuild_tensor_v3");

    // Checkpoints keep accuracies as NumPy's numbers.
    private static object NumpyScalar(IReadOnlyList<object?> arguments)
    {
        if (arguments is not [NumpyType type, ..])
        {
            throw Wrong("numpy.core.multiarray.scalar");
        }

        return (type.Code, arguments.Count > 1 ? arguments[1] : null) switch
        {
            ("f8", byte[] { Length: 8 } bytes) => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            ("f4", byte[] { Length: 4 } bytes) => (double)BinaryPrimitives.ReadSingleLittleEndian(bytes),
            ("i8", byte[] { Length: 8 } bytes) => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            ("i4", byte[] { Length: 4 } bytes) => (long)BinaryPrimitives.ReadInt32LittleEndian(bytes),
            _ => new PickleOpaque($"a number of NumPy's type {ShortText.Of(type.Code)}"),
        };
    }

    private static T First<T>(IReadOnlyList<object?> arguments, string function)
        where T : class => arguments.Count > 0 && arguments[0] is T first ? first : throw Wrong(function);

    private static InvalidDataException Wrong(string function) => new($"it calls {function} with arguments that PyTorch does not give it.");
}
