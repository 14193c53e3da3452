using System.Net;
using System.Text.RegularExpressions;

namespace MeshStarter.TestKit;

/// <summary>Reads the portal as a browser does: cookies, forms, redirects.</summary>
/// <param name="address">The portal.</param>
/// <param name="cookies">The cookies of a browser that has other pages open too; its own when left out.</param>
public sealed partial class PortalBrowser(Uri address, CookieContainer? cookies = null) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, CookieContainer = cookies ?? new CookieContainer() }) { BaseAddress = address };

    /// <summary>Loads a page.</summary>
    public async Task<(HttpStatusCode Status, string Html)> LoadAsync(string path)
    {
        using var response = await _http.GetAsync(path);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Becomes a persona by the form; what is shown then.</summary>
    public async Task<(HttpStatusCode Status, string Html)> SignInAsync(string persona)
    {
        var (_, form) = await LoadAsync("/sign-in");
        return await SubmitAsync(form, persona);
    }

    /// <summary>Sends the form of a page that was loaded before.</summary>
    public async Task<(HttpStatusCode Status, string Html)> SubmitAsync(string form, string persona)
    {
        using var fields = new FormUrlEncodedContent(
        [
            KeyValuePair.Create("__RequestVerificationToken", AntiforgeryToken().Match(form).Groups["token"].Value),
            KeyValuePair.Create("persona", persona),
        ]);
        using var response = await _http.PostAsync("/sign-in", fields);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    public void Dispose() => _http.Dispose();

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex AntiforgeryToken();
}
