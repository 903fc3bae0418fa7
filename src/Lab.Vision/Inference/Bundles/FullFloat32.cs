namespace Lab.Vision;

/// <summary>While it lives, torch multiplies float32 numbers as such on a GPU, not rounded to TF32's ten bits. Holds for the whole process.</summary>
internal sealed class FullFloat32 : IDisposable
{
    private static readonly Lock Gate = new();
    private static int holders;
    private static (bool Convolutions, bool Products) before;

    public FullFloat32()
    {
        lock (Gate)
        {
            if (holders++ == 0)
            {
                before = (torch.backends.cudnn.allow_tf32, torch.backends.cuda.matmul.allow_tf32);
                Set(false, false);
            }
        }
    }

    public void Dispose()
    {
        lock (Gate)
        {
            if (--holders == 0)
            {
                Set(before.Convolutions, before.Products);
            }
        }
    }

    private static void Set(bool convolutions, bool products) => (torch.backends.cudnn.allow_tf32, torch.backends.cuda.matmul.allow_tf32) = (convolutions, products);
}
