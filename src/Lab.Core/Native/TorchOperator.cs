using System.Runtime.InteropServices;
using System.Text;

namespace Lab.Native;

/// <summary>An operator of libtorch, called by name through the dispatcher; for operators that TorchSharp does not offer.</summary>
/// <remarks>
/// The ABI converts tensors, lists of tensors, floats, integers, booleans and empty optionals, but not the schema type <c>Scalar</c>: use an overload that
/// takes a tensor or a list. Arguments must match the operator's schema in number and order; some kernels check nothing themselves.
/// </remarks>
internal sealed unsafe class TorchOperator
{
    private static readonly Lazy<bool> Available = new(() => TorchLibrary.Has(nameof(StableAbi.torch_call_dispatcher)) && TorchLibrary.Has(nameof(StableAbi.torch_new_list_reserve_size)));

    private readonly byte[] _name;
    private readonly byte[] _overload;

    /// <summary>The operator <paramref name="name"/>, such as <c>aten::_foreach_mul_</c>, in one overload, such as <c>Tensor</c>.</summary>
    public TorchOperator(string name, string overload = "")
    {
        Name = overload.Length == 0 ? name : $"{name}.{overload}";
        _name = Encoding.UTF8.GetBytes(name + '\0');
        _overload = Encoding.UTF8.GetBytes(overload + '\0');
    }

    /// <summary>Whether this libtorch lets operators be called by name.</summary>
    public static bool IsAvailable => Available.Value;

    /// <summary>Name and overload.</summary>
    public string Name { get; }

    /// <summary>Calls an operator that returns nothing.</summary>
    /// <exception cref="LabException">The operator is missing or failed.</exception>
    public void Invoke(params ReadOnlySpan<OperatorArgument> arguments)
    {
        var stack = stackalloc ulong[arguments.Length + 1];
        Call(arguments, stack);
    }

    /// <summary>Calls an operator that returns one tensor.</summary>
    /// <returns>The tensor, in the current dispose scope.</returns>
    /// <exception cref="LabException">The operator is missing or failed.</exception>
    public Tensor InvokeTensor(params ReadOnlySpan<OperatorArgument> arguments)
    {
        var stack = stackalloc ulong[arguments.Length + 1];
        Call(arguments, stack);
        return Tensor.UnsafeCreateTensor((IntPtr)stack[0]);
    }

    private void Call(ReadOnlySpan<OperatorArgument> arguments, ulong* stack)
    {
        var filled = 0;
        try
        {
            for (; filled < arguments.Length; filled++)
            {
                stack[filled] = ToStack(arguments[filled]);
            }

            fixed (byte* name = _name, overload = _overload)
            {
                filled = 0; // From here on the arguments belong to libtorch.
                if (StableAbi.torch_call_dispatcher(name, overload, stack, StableAbi.aoti_torch_abi_version()) != 0)
                {
                    throw Failed(arguments);
                }
            }
        }
        catch (Exception failure) when (failure is EntryPointNotFoundException or DllNotFoundException)
        {
            throw TorchLibrary.Missing($"The operator {Name}", nameof(StableAbi.torch_call_dispatcher), failure);
        }
        finally
        {
            for (var i = 0; i < filled; i++)
            {
                Release(arguments[i], stack[i]);
            }
        }
    }

    private ulong ToStack(in OperatorArgument argument) =>
        argument.Tensor is { } tensor ? (ulong)Copy(tensor) : argument.Tensors is { } tensors ? (ulong)CopyAll(tensors) : argument.Bits;

    private IntPtr CopyAll(IReadOnlyList<Tensor> tensors)
    {
        Check(StableAbi.torch_new_list_reserve_size((nuint)tensors.Count, out var list));
        for (var i = 0; i < tensors.Count; i++)
        {
            Check(StableAbi.torch_list_push_back(list, (ulong)Copy(tensors[i])));
        }

        return list;
    }

    // A second native owner of the same tensor. Once it exists, the wrapper may be finalised without harm.
    private IntPtr Copy(Tensor tensor)
    {
        Check(StableAbi.aoti_torch_new_tensor_handle(tensor.Handle, out var copy));
        GC.KeepAlive(tensor);
        return copy;
    }

    private static void Release(in OperatorArgument argument, ulong value)
    {
        if (argument.Tensor is not null)
        {
            _ = StableAbi.aoti_torch_delete_tensor_object((IntPtr)value);
        }
        else if (argument.Tensors is not null)
        {
            _ = StableAbi.torch_delete_list((IntPtr)value);
        }
    }

    private void Check(int code)
    {
        if (code != 0)
        {
            throw new LabException($"libtorch took no arguments for {Name} (code {code}); the standard error stream has its message.");
        }
    }

    private LabException Failed(ReadOnlySpan<OperatorArgument> arguments)
    {
        var list = new StringBuilder();
        foreach (var argument in arguments)
        {
            list.Append(list.Length > 0 ? ", " : string.Empty).Append(argument.ToString());
        }

        return new LabException(
            $"The operator {Name} failed on {RuntimeInformation.RuntimeIdentifier} with ({list}). libtorch wrote the reason to the standard error stream; "
            + "if it says that there is no such operator, use the libtorch 2.10 that TorchSharp 0.106 and 0.107 bring.");
    }
}
