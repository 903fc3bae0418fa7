using System.Runtime.InteropServices;
using Lab.Vision.Tests.Support;

namespace Lab.Vision.Tests.Datasets;

public sealed partial class OddFoldersTests
{
    private const int Nobody = 65534;

    private TemporaryFolder _folder = null!;

    [SetUp]
    public void MakeFolder()
    {
        _folder = new TemporaryFolder();
        _folder.Write("a/1.jpg", "x");
    }

    [TearDown]
    public void RemoveFolder() => _folder.Dispose();

    [TestCase("얼굴 사진.jpg")]
    [TestCase("صورة.png")]
    [TestCase("🙂.webp")]
    [TestCase("a\nb.jpg")]
    [TestCase(" .jpg")]
    public void A_file_name_in_any_script_is_listed(string name)
    {
        Assume.That(OperatingSystem.IsWindows(), Is.False);
        var path = _folder.Write($"a/{name}", "x");
        var dataset = new ImageFolderDataset(_folder.Path);

        Assert.That(Enumerable.Range(0, dataset.Count).Select(index => dataset[index].Path), Has.One.EqualTo(path));
    }

    [Test]
    public void A_link_to_a_folder_is_followed_and_one_to_nowhere_is_an_unreadable_sample()
    {
        using var elsewhere = new TemporaryFolder();
        elsewhere.Write("2.jpg", "x");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "a", "more"), elsewhere.Path);
        File.CreateSymbolicLink(Path.Combine(_folder.Path, "a", "9.jpg"), Path.Combine(elsewhere.Path, "absent.jpg"));
        var dataset = new ImageFolderDataset(_folder.Path);

        Assert.That(Enumerable.Range(0, dataset.Count).Select(dataset.Describe), Is.EqualTo(new[] { "a/1.jpg", "a/9.jpg", "a/more/2.jpg" }));
        Assert.That(
            () => SkiaImageDecoder.Default.Decode(dataset[1].Path), Throws.TypeOf<UnreadableSampleException>().With.Message.Contains("9.jpg").And.Message.Contains("link to").And.Message.Contains("absent.jpg"));
    }

    [TestCase("..")]
    [TestCase(".")]
    [TestCase("../../{name}")]
    public void A_link_that_leads_back_is_named(string target)
    {
        var link = Path.Combine(_folder.Path, "a", "loop");
        Directory.CreateSymbolicLink(link, target.Replace("{name}", Path.GetFileName(_folder.Path), StringComparison.Ordinal));

        // Leads back to the class folder itself or, at the second turn, through the root to it.
        Assert.That(() => new ImageFolderDataset(_folder.Path), Throws.TypeOf<LabValidationException>().With.Message.Contains("leads back").And.Message.Contains("loop"));
    }

    [Test]
    public void Links_that_lead_to_each_other_are_no_folder()
    {
        var (one, other) = (Path.Combine(_folder.Path, "a", "one"), Path.Combine(_folder.Path, "a", "other"));
        Directory.CreateSymbolicLink(one, other);
        Directory.CreateSymbolicLink(other, one);

        Assert.That(new ImageFolderDataset(_folder.Path).Count, Is.EqualTo(1));
    }

    [Test]
    public void Two_links_to_one_folder_are_two_folders()
    {
        using var elsewhere = new TemporaryFolder();
        elsewhere.Write("2.jpg", "x");
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "a", "one"), elsewhere.Path);
        Directory.CreateSymbolicLink(Path.Combine(_folder.Path, "a", "two"), elsewhere.Path);

        Assert.That(new ImageFolderDataset(_folder.Path).Count, Is.EqualTo(3));
    }

    [Test]
    [System.Runtime.Versioning.UnsupportedOSPlatform("windows")]
    public void A_folder_that_may_not_be_read_is_named_beside_the_other_problems()
    {
        Assume.That(OperatingSystem.IsLinux());
        _folder.Write("b/1.jpg", "x");
        Directory.CreateDirectory(Path.Combine(_folder.Path, "empty"));
        File.SetUnixFileMode(Path.Combine(_folder.Path, "b"), UnixFileMode.UserExecute);
        File.SetUnixFileMode(_folder.Path, (UnixFileMode)0b111_101_101);
        LabValidationException? failure = null;
        AsNobody(() => failure = Assert.Throws<LabValidationException>(() => _ = new ImageFolderDataset(_folder.Path)));
        File.SetUnixFileMode(Path.Combine(_folder.Path, "b"), (UnixFileMode)0b111_101_101);

        Assert.That(failure!.Problems, Has.Count.EqualTo(2));
        Assert.That(failure.Problems[0], Does.Contain(Path.Combine(_folder.Path, "b")).And.Contain("cannot be listed"));
        Assert.That(failure.Problems[1], Does.Contain("empty"));
    }

    [Test]
    public void A_name_that_is_no_utf8_is_named()
    {
        Assume.That(OperatingSystem.IsLinux());
        byte[] path = [.. System.Text.Encoding.UTF8.GetBytes(Path.Combine(_folder.Path, "a") + "/caf"), 0xE9, .. ".jpg\0"u8];
        var file = Creat(path, 0b110_100_100);
        Assume.That(file, Is.GreaterThanOrEqualTo(0));
        _ = Close(file);

        Assert.That(() => new ImageFolderDataset(_folder.Path), Throws.TypeOf<LabValidationException>().With.Message.Contains("caf").And.Message.Contains("UTF-8"));
        _ = Unlink(path);
    }

    [Test]
    public void A_folder_that_changes_while_it_is_listed_gives_what_was_there_or_says_that_it_cannot_be_listed()
    {
        var busy = Path.Combine(_folder.Path, "a", "busy");
        using var stop = new CancellationTokenSource();
        var writer = new Thread(() =>
        {
            for (var i = 0; !stop.IsCancellationRequested; i++)
            {
                Directory.CreateDirectory(busy);
                File.WriteAllText(Path.Combine(busy, $"{i % 50}.jpg"), "x");
                if (i % 50 == 49)
                {
                    Directory.Delete(busy, recursive: true);
                }
            }
        });
        writer.Start();
        for (var i = 0; i < 200; i++)
        {
            try
            {
                Assert.That(new ImageFolderDataset(_folder.Path).Count, Is.InRange(1, 51));
            }
            catch (LabValidationException failure)
            {
                Assert.That(failure.Message, Does.Contain("busy").And.Contain("cannot be listed"));
            }
        }

        stop.Cancel();
        writer.Join();
    }

    [Test]
    public void A_file_in_the_place_of_the_folder_is_called_one() =>
        Assert.That(() => new ImageFolderDataset(_folder.Write("x.jpg", "x")), Throws.TypeOf<LabValidationException>().With.Message.Contains("is a file"));

    [Test]
    public void A_pipe_named_as_an_image_is_unreadable_and_nobody_waits_for_it()
    {
        Assume.That(OperatingSystem.IsWindows(), Is.False);
        var path = Path.Combine(_folder.Path, "a", "pipe.jpg");
        Assume.That(MakePipe(path, 0b110_100_100), Is.Zero);

        Assert.That(() => SkiaImageDecoder.Default.Decode(path), Throws.TypeOf<UnreadableSampleException>().With.Message.Contains(path));
    }

    // Root may read everything. On Linux a thread can look at files as somebody else, and loses root's privileges over files with it.
    private static void AsNobody(Action look)
    {
        Exception? failure = null;
        var thread = new Thread(() =>
        {
            try
            {
                _ = SetFileUser(Nobody);
                look();
            }
            catch (Exception caught)
            {
                failure = caught;
            }
        });
        thread.Start();
        thread.Join();
        Assert.That(failure, Is.Null);
    }

    [LibraryImport("libc", EntryPoint = "setfsuid")]
    private static partial int SetFileUser(int user);

    [LibraryImport("libc", EntryPoint = "creat")]
    private static partial int Creat(byte[] path, int mode);

    [LibraryImport("libc", EntryPoint = "close")]
    private static partial int Close(int file);

    [LibraryImport("libc", EntryPoint = "unlink")]
    private static partial int Unlink(byte[] path);

    [LibraryImport("libc", EntryPoint = "mkfifo", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int MakePipe(string path, int mode);
}
