namespace Lab.Searches;

/// <summary>Tells an error that says that memory is used up, the device's or the machine's, from others.</summary>
internal static class OutOfMemory
{
    // What libtorch says: its CUDA and CPU allocators, the CUDA runtime, cuBLAS and cuDNN. TorchSharp passes the words on in exceptions of no type of their own.
    private static readonly string[] Words =
    [
        "out of memory", "not enough memory", "can't allocate memory", "CUBLAS_STATUS_ALLOC_FAILED", "CUDNN_STATUS_ALLOC_FAILED",
    ];

    public static bool Caused(Exception? error)
    {
        for (; error is not null; error = error.InnerException)
        {
            if (error is OutOfMemoryException || Array.Exists(Words, word => error.Message.Contains(word, StringComparison.OrdinalIgnoreCase)))
            {
                return true;
            }
        }

        return false;
    }
}
