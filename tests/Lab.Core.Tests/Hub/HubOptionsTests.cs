using Lab.Hub;

namespace Lab.Tests.Hub;

public sealed class HubOptionsTests
{
    [Test]
    public void The_environments_variables_are_those_of_Python()
    {
        Assert.That(Of().CacheFolder, Does.EndWith(Path.Combine(".cache", "huggingface", "hub")));
        Assert.That(Of(("XDG_CACHE_HOME", "/x")).CacheFolder, Is.EqualTo(Path.Combine("/x", "huggingface", "hub")));
        Assert.That(Of(("XDG_CACHE_HOME", "/x"), ("HF_HOME", "/h")).CacheFolder, Is.EqualTo(Path.Combine("/h", "hub")));
        Assert.That(Of(("HF_HOME", "/h"), ("HF_HUB_CACHE", "/c")).CacheFolder, Is.EqualTo("/c"));
        Assert.That(Of().Endpoint, Is.EqualTo(new Uri("https://huggingface.co")));
        Assert.That(Of(("HF_ENDPOINT", "https://mirror.example/hf/")).Endpoint, Is.EqualTo(new Uri("https://mirror.example/hf")));
        Assert.That(Of(("HF_TOKEN", " hf_a\n")).Token, Is.EqualTo("hf_a"));
        Assert.That(Of(("HF_HUB_OFFLINE", "1")).IsOffline && Of(("HF_HUB_OFFLINE", "true")).IsOffline);
        Assert.That(Of().IsOffline || Of(("HF_HUB_OFFLINE", "0")).IsOffline, Is.False);
    }

    [Test]
    public void A_token_is_read_from_its_file()
    {
        var home = Directory.CreateTempSubdirectory("lab-hub-").FullName;
        try
        {
            Assert.That(Of(("HF_HOME", home)).Token, Is.Null);
            File.WriteAllText(Path.Combine(home, "token"), "hf_b\n");
            Assert.That(Of(("HF_HOME", home)).Token, Is.EqualTo("hf_b"));
            Assert.That(Of(("HF_HOME", home), ("HF_TOKEN", "hf_c")).Token, Is.EqualTo("hf_c"));
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    [Test]
    public void The_text_of_the_options_holds_no_token()
    {
        var options = Of(("HF_TOKEN", "hf_secret"), ("HF_HUB_CACHE", "/c"));

        Assert.That($"{options}", Does.Not.Contain("hf_secret").And.Contains("CacheFolder = /c").And.Contains("Token = ***"));
        Assert.That($"{Of()}", Does.Contain("Token = none"));
    }

    [Test]
    public void The_user_of_a_mirrors_address_is_shown_nowhere()
    {
        Assert.That($"{Of(("HF_ENDPOINT", "https://anna:secret@mirror.example:8443/hf"))}", Does.Contain("Endpoint = https://mirror.example:8443/hf,").And.Not.Contains("secret").And.Not.Contains("anna"));
        foreach (var endpoint in new[] { "anna:secret@mirror.example", "ftp://anna:secret@mirror.example", "https://anna:secret@mirror.example:port" })
        {
            Assert.That(() => Of(("HF_ENDPOINT", endpoint)), Throws.TypeOf<LabException>().With.Message.Contains("'mirror.example").And.Message.Not.Contains("secret"));
        }

        Assert.That(() => Of() with { Endpoint = new Uri("ftp://anna:secret@mirror.example") }, Throws.ArgumentException.With.Message.Contains("ftp://mirror.example").And.Message.Not.Contains("secret"));
        Assert.That(AddressText.Of(new Uri("https://mirror.example/file?signature=secret")), Is.EqualTo("https://mirror.example/file"));
    }

    [TestCase("mirror.example")]
    [TestCase("ftp://mirror.example")]
    public void An_endpoint_that_is_no_address_is_named(string endpoint) => Assert.That(() => Of(("HF_ENDPOINT", endpoint)), Throws.TypeOf<LabException>().With.Message.Contains("HF_ENDPOINT").And.Message.Contains(endpoint));

    [TestCase("timm/resnet18.a1_in1k", true)]
    [TestCase("timm/resnet18.a1_in1k@v1.0", true)]
    [TestCase("resnet18", false)]
    [TestCase("weights/model.safetensors/x", false)]
    [TestCase("./weights", false)]
    [TestCase("", false)]
    public void Repositories_are_told_from_other_texts(string text, bool expected) => Assert.That(HubFileName.IsRepository(text), Is.EqualTo(expected));

    private static HubOptions Of(params (string Name, string Value)[] environment) => HubOptions.FromEnvironment(name => environment.FirstOrDefault(one => one.Name == name).Value);
}
