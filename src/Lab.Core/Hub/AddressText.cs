namespace Lab.Hub;

/// <summary>Addresses as messages and logs may show them: without user, password and query, which may be secrets.</summary>
internal static class AddressText
{
    /// <summary>Scheme, host, port and path.</summary>
    public static string Of(Uri address) => address.IsAbsoluteUri ? address.GetComponents(UriComponents.SchemeAndServer | UriComponents.Path, UriFormat.UriEscaped) : OfMalformed(address.OriginalString);

    /// <summary>What comes behind the user of a text that is no address.</summary>
    public static string OfMalformed(string text) => text[(text.LastIndexOf('@') + 1)..];
}
