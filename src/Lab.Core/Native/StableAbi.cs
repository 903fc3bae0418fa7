using System.Runtime.InteropServices;

namespace Lab.Native;

/// <summary>
/// The part of libtorch's stable C ABI that Lab calls (torch/csrc/inductor/aoti_torch/c/shim.h and torch/csrc/stable/c/shim.h of libtorch 2.10).
/// Functions return 0, or another number after an error whose text libtorch writes to the standard error stream.
/// </summary>
/// <remarks>A tensor handle is a pointer to an <c>at::Tensor</c>, which is what TorchSharp's <c>Tensor.Handle</c> is.</remarks>
internal static unsafe partial class StableAbi
{
    [LibraryImport(TorchLibrary.Name)]
    public static partial ulong aoti_torch_abi_version();

    [LibraryImport(TorchLibrary.Name)]
    public static partial int torch_call_dispatcher(byte* name, byte* overload, ulong* stack, ulong version);

    [LibraryImport(TorchLibrary.Name)]
    public static partial int torch_new_list_reserve_size(nuint size, out IntPtr list);

    [LibraryImport(TorchLibrary.Name)]
    public static partial int torch_list_push_back(IntPtr list, ulong value);

    [LibraryImport(TorchLibrary.Name)]
    public static partial int torch_delete_list(IntPtr list);

    [LibraryImport(TorchLibrary.Name)]
    public static partial int aoti_torch_new_tensor_handle(IntPtr tensor, out IntPtr copy);

    [LibraryImport(TorchLibrary.Name)]
    public static partial int aoti_torch_delete_tensor_object(IntPtr tensor);

    [LibraryImport(TorchLibrary.Name)]
    public static partial int aoti_torch_get_data_ptr(IntPtr tensor, out IntPtr data);

    [LibraryImport(TorchLibrary.Name)]
    public static partial int aoti_torch_get_dtype(IntPtr tensor, out int type);

    [LibraryImport(TorchLibrary.Name)]
    public static partial int aoti_torch_get_device_type(IntPtr tensor, out int type);

    [LibraryImport(TorchLibrary.Name)]
    public static partial int aoti_torch_get_device_index(IntPtr tensor, out int index);

    [LibraryImport(TorchLibrary.Name)]
    public static partial int aoti_torch_get_layout(IntPtr tensor, out int layout);

    [LibraryImport(TorchLibrary.Name)]
    public static partial int aoti_torch_get_dim(IntPtr tensor, out long dimensions);

    [LibraryImport(TorchLibrary.Name)]
    public static partial int aoti_torch_get_sizes(IntPtr tensor, out long* sizes);

    [LibraryImport(TorchLibrary.Name)]
    public static partial int aoti_torch_get_strides(IntPtr tensor, out long* strides);

    [LibraryImport(TorchLibrary.Name)]
    public static partial int aoti_torch_memory_format_channels_last();
}
