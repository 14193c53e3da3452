using System.Net.Http.Headers;
using System.Text;

namespace MeshStarter.Governance.Identity;

/// <summary>A client's id and secret, from HTTP Basic or from the form, never from both (RFC 6749 section 2.3.1).</summary>
internal sealed record ClientCredentials(string Id, string Secret)
{
    public override string ToString() => Id;

    /// <summary>Whether a request shows no secret.</summary>
    public static bool AreAbsent(HttpRequest request, IFormCollection form) => request.Headers.Authorization.Count == 0 && !form.ContainsKey("client_secret");

    /// <summary>The credentials; null and an error when they are missing, malformed or given twice.</summary>
    public static ClientCredentials? Read(HttpRequest request, IFormCollection form, out OAuthError? error)
    {
        error = null;
        var inForm = form.ContainsKey("client_secret");
        var header = request.Headers.Authorization;
        if (header.Count > 1 || (header.Count == 1 && inForm))
        {
            error = new OAuthError("invalid_request", "Send the client's credentials once: by HTTP Basic or in the form.");
            return null;
        }
        var read = header.Count == 1 ? ReadBasic(header.ToString()) : inForm ? new ClientCredentials(form["client_id"].ToString(), form["client_secret"].ToString()) : null;
        if (read is null)
        {
            error = new OAuthError("invalid_client", "The client's id and secret are missing or unreadable.");
        }

        return read;
    }

    /// <summary>The credentials of HTTP Basic; null where there are none.</summary>
    public static ClientCredentials? Read(HttpRequest request) => request.Headers.Authorization is [{ } header] ? ReadBasic(header) : null;

    private static ClientCredentials? ReadBasic(string header)
    {
        if (!AuthenticationHeaderValue.TryParse(header, out var value) || !string.Equals(value.Scheme, "Basic", StringComparison.OrdinalIgnoreCase) || value.Parameter is null)
        {
            return null;
        }

        var bytes = new byte[value.Parameter.Length];
        if (!Convert.TryFromBase64String(value.Parameter, bytes, out var length))
        {
            return null;
        }

        var text = Encoding.UTF8.GetString(bytes, 0, length);
        var colon = text.IndexOf(':');
        // Both halves are form-encoded before they are joined.
        return colon < 0 ? null : new ClientCredentials(Decode(text[..colon]), Decode(text[(colon + 1)..]));
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
