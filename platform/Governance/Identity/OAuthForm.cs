namespace MeshStarter.Governance.Identity;

/// <summary>Reads the forms of the issuer's endpoints.</summary>
internal static class OAuthForm
{
    /// <summary>Gets the answer to a request without such a form.</summary>
    public static OAuthError Unreadable { get; } = new(
        "invalid_request", "Send a whole form as application/x-www-form-urlencoded, of at most 1,024 fields, with names of at most 2,048 characters and without the character U+0000.");

    /// <summary>Returns the form of a request; null where the body is none, or cannot be read.</summary>
    /// <exception cref="BadHttpRequestException">The body is too large, or ends before its length.</exception>
    public static async Task<IFormCollection?> ReadAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        try
        {
            return request.HasFormContentType ? await request.ReadFormAsync(cancellationToken) : null;
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or NotSupportedException or IOException and not BadHttpRequestException)
        {
            return null;
        }
    }
}
