using System.Globalization;
using System.Text;

namespace Lab.Weights.Pickles;

/// <summary>
/// Runs the part of Python's pickle language (protocols 2 to 5) that writes tensors and plain containers. A class or function is only a name to it; which names
/// mean something is <see cref="TorchGlobals"/>' business, and everything else is refused by its name, before anything is made of it.
/// </summary>
/// <remarks>
/// The language is that of CPython's <c>Lib/pickletools.py</c>. Memory is bounded by the number of instructions, which is bounded; nothing here recurses.
/// </remarks>
internal sealed class PickleMachine(Func<PickleTuple, object> findPersistent)
{
    /// <summary>Bytes of a pickle at most; a thousand tensors take about 0.1 MB.</summary>
    public const int MaximumLength = 32 << 20;

    private const int MaximumSteps = 2_000_000;

    private readonly List<object?> _stack = [];
    private readonly Stack<int> _marks = new();
    private readonly Dictionary<uint, object?> _memo = [];

    /// <summary>What the pickle describes.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or asks for what is no tensor or plain container.</exception>
    public object? Run(ref PickleInput input)
    {
        for (var steps = 0; steps < MaximumSteps; steps++)
        {
            var operation = input.Byte();
            if (operation == '.')
            {
                return _marks.Count == 0 && _stack.Count == 1 ? Pop() : throw new InvalidDataException("its pickle ends with something unfinished.");
            }

            Do(operation, ref input);
        }

        throw new InvalidDataException($"its pickle has more than {MaximumSteps} instructions, which no file of tensors needs.");
    }

    private void Do(byte operation, ref PickleInput input)
    {
        switch (operation)
        {
            case 0x80: // PROTO
                CheckProtocol(input.Byte());
                break;
            case 0x95: // FRAME
                input.UInt64();
                break;
            case (byte)'(':
                _marks.Push(_stack.Count);
                break;
            case (byte)'0' when _marks.Count == 0 || _stack.Count > _marks.Peek():
                Pop();
                break;
            case (byte)'0' or (byte)'1':
                PopToMark();
                break;
            case (byte)'2':
                _stack.Add(Top());
                break;
            default:
                if (!DoNumbersAndTexts(operation, ref input) && !DoContainers(operation) && !DoMemo(operation, ref input) && !DoObjects(operation, ref input))
                {
                    throw new InvalidDataException($"its pickle has the instruction 0x{operation:x2} at {input.Position - 1}, which files of tensors do not have.");
                }

                break;
        }
    }

    private bool DoNumbersAndTexts(byte operation, ref PickleInput input)
    {
        object? value;
        switch (operation)
        {
            case (byte)'N': value = null; break;
            case 0x88: value = true; break;
            case 0x89: value = false; break;
            case (byte)'K': value = (long)input.Byte(); break;
            case (byte)'M': value = (long)input.UInt16(); break;
            case (byte)'J': value = (long)input.Int32(); break;
            case 0x8a: value = input.Integer(input.Byte()); break;
            case 0x8b: value = input.Integer(input.UInt32()); break;
            case (byte)'I' or (byte)'L': value = Number(input.Line()); break;
            case (byte)'G': value = input.Double(); break;
            case (byte)'X': value = input.Text(input.UInt32()); break;
            case 0x8c: value = input.Text(input.Byte()); break;
            case 0x8d: value = input.Text(input.UInt64()); break;
            case (byte)'U': value = Encoding.Latin1.GetString(input.Take(input.Byte())); break;
            case (byte)'T': value = Encoding.Latin1.GetString(input.Take(input.UInt32())); break;
            case (byte)'C': value = input.Take(input.Byte()).ToArray(); break;
            case (byte)'B': value = input.Take(input.UInt32()).ToArray(); break;
            case 0x8e or 0x96: value = input.Take(input.UInt64()).ToArray(); break;
            default: return false;
        }

        _stack.Add(value);
        return true;
    }

    private bool DoContainers(byte operation)
    {
        switch (operation)
        {
            case (byte)']' or 0x8f:
                _stack.Add(new PickleList([]));
                break;
            case (byte)'l' or 0x91:
                _stack.Add(new PickleList([.. PopToMark()]));
                break;
            case (byte)'a':
                var item = Pop();
                Top<PickleList>("a list").Items.Add(item);
                break;
            case (byte)'e' or 0x90:
                var items = PopToMark();
                Top<PickleList>("a list").Items.AddRange(items);
                break;
            case (byte)')':
                _stack.Add(new PickleTuple([]));
                break;
            case (byte)'t':
                _stack.Add(new PickleTuple(PopToMark()));
                break;
            case 0x85 or 0x86 or 0x87:
                _stack.Add(new PickleTuple(PopLast(operation - 0x84)));
                break;
            case (byte)'}':
                _stack.Add(new PickleDictionary());
                break;
            case (byte)'d':
                var pairs = PopToMark();
                _stack.Add(new PickleDictionary());
                SetItems(pairs);
                break;
            case (byte)'s':
                SetItems(PopLast(2));
                break;
            case (byte)'u':
                SetItems(PopToMark());
                break;
            default:
                return false;
        }

        return true;
    }

    private bool DoMemo(byte operation, ref PickleInput input)
    {
        switch (operation)
        {
            case (byte)'q': _memo[input.Byte()] = Top(); break;
            case (byte)'r': _memo[input.UInt32()] = Top(); break;
            case 0x94: _memo[(uint)_memo.Count] = Top(); break;
            case (byte)'h': _stack.Add(Recall(input.Byte())); break;
            case (byte)'j': _stack.Add(Recall(input.UInt32())); break;
            default: return false;
        }

        return true;
    }

    private bool DoObjects(byte operation, ref PickleInput input)
    {
        switch (operation)
        {
            case (byte)'c':
                _stack.Add(TorchGlobals.Find(input.Line(), input.Line()));
                break;
            case 0x93: // STACK_GLOBAL
                var names = PopLast(2);
                _stack.Add(names is [string module, string name] ? TorchGlobals.Find(module, name) : throw new InvalidDataException("its pickle names a class by something that is no text."));
                break;
            case (byte)'R' or 0x81: // REDUCE, NEWOBJ
                var call = PopLast(2);
                _stack.Add(call is [PickleGlobal function, PickleTuple arguments]
                    ? TorchGlobals.Call(function.Name, arguments.Items)
                    : throw new InvalidDataException("its pickle calls something that is no function."));
                break;
            case (byte)'b': // BUILD: attributes, which dictionaries of tensors have (_metadata) and nobody needs
                Pop();
                if (Top() is not (PickleDictionary or NumpyType))
                {
                    throw new InvalidDataException("its pickle sets attributes of something that is no dictionary.");
                }

                break;
            case (byte)'Q':
                _stack.Add(Pop() is PickleTuple id ? findPersistent(id) : throw new InvalidDataException("its pickle refers to data outside of it in an unknown way."));
                break;
            default:
                return false;
        }

        return true;
    }

    private static void CheckProtocol(byte protocol)
    {
        if (protocol is < 2 or > 5)
        {
            throw new InvalidDataException($"its pickle is of protocol {protocol}; known are 2 to 5.");
        }
    }

    private static object Number(string line) => line switch
    {
        "00" => false,
        "01" => true,
        _ => long.TryParse(line.AsSpan().TrimEnd('L'), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : new PickleOpaque("a large number"),
    };

    private void SetItems(object?[] pairs)
    {
        if (pairs.Length % 2 != 0)
        {
            throw new InvalidDataException("its pickle has a dictionary with a key that has no value.");
        }

        var dictionary = Top<PickleDictionary>("a dictionary");
        for (var i = 0; i < pairs.Length; i += 2)
        {
            dictionary.Items.Add(new(pairs[i], pairs[i + 1]));
        }
    }

    private object? Recall(uint index) => _memo.TryGetValue(index, out var value) ? value : throw new InvalidDataException($"its pickle recalls the value {index}, which it has not kept.");

    private object? Top() => _stack.Count > (_marks.TryPeek(out var mark) ? mark : 0) ? _stack[^1] : throw Empty();

    private T Top<T>(string what)
        where T : class => Top() as T ?? throw new InvalidDataException($"its pickle adds to something that is not {what}.");

    private object? Pop()
    {
        var top = Top();
        _stack.RemoveAt(_stack.Count - 1);
        return top;
    }

    private object?[] PopLast(int count)
    {
        if (_stack.Count - (_marks.TryPeek(out var mark) ? mark : 0) < count)
        {
            throw Empty();
        }

        return Cut(_stack.Count - count);
    }

    private object?[] PopToMark() => _marks.TryPop(out var mark) ? Cut(mark) : throw Empty();

    private object?[] Cut(int from)
    {
        object?[] items = [.. _stack[from..]];
        _stack.RemoveRange(from, items.Length);
        return items;
    }

    private static InvalidDataException Empty() => new("its pickle takes more values than it has made.");
}
