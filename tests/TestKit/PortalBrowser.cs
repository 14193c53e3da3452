using System.Net;
using System.Text.RegularExpressions;

namespace MeshStarter.TestKit;

/// <summary>Reads the portal as a browser does: cookies, forms, redirects.</summary>
/// <param name="address">The portal.</param>
/// <param name="cookies">The cookies of a browser that has other pages open too; its own when left out.</param>
public sealed partial class PortalBrowser(Uri address, CookieContainer? cookies = null) : IDisposable
{
    /// <summary>The field of a form that has its antiforgery token.</summary>
    public const string FormTokenField = "__RequestVerificationToken";

    private readonly HttpClient _http = new(new SocketsHttpHandler { UseProxy = false, CookieContainer = cookies ?? new CookieContainer() }) { BaseAddress = address };

    /// <summary>Loads a page.</summary>
    public async Task<(HttpStatusCode Status, string Html)> LoadAsync(string path)
    {
        using var response = await NavigateAsync(new HttpRequestMessage(HttpMethod.Get, path));
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Returns the antiforgery token of a page's forms; empty where it has none.</summary>
    public static string FormTokenOf(string page) => AntiforgeryToken().Match(page).Groups["token"].Value;

    /// <summary>Signs in as a persona by the form; what is shown then.</summary>
    /// <param name="persona">The persona.</param>
    /// <param name="page">The page to see next.</param>
    public async Task<(HttpStatusCode Status, string Html)> SignInAsync(string persona, string page = "/")
    {
        var (_, form) = await LoadAsync("/sign-in");
        return await SubmitAsync("/sign-in", form, ("persona", persona), ("return", page));
    }

    /// <summary>Loads a page and sends its form to where it came from.</summary>
    public async Task<(HttpStatusCode Status, string Html)> SendFormAsync(string page, params (string Name, string Value)[] fields)
    {
        var (_, form) = await LoadAsync(page);
        return await SubmitAsync(page, form, fields);
    }

    /// <summary>Sends the form of a page that was loaded before.</summary>
    public Task<(HttpStatusCode Status, string Html)> SubmitAsync(string form, string persona) => SubmitAsync("/sign-in", form, ("persona", persona));

    /// <summary>Sends the form of a page that was loaded before to where it goes.</summary>
    public async Task<(HttpStatusCode Status, string Html)> SubmitAsync(string path, string form, params (string Name, string Value)[] fields)
    {
        using var content = new FormUrlEncodedContent(
        [
            KeyValuePair.Create(FormTokenField, FormTokenOf(form)),
            .. fields.Select(field => KeyValuePair.Create(field.Name, field.Value)),
        ]);
        using var response = await NavigateAsync(new HttpRequestMessage(HttpMethod.Post, path) { Content = content });
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Sends a request of a page's script, with its antiforgery token where a page with a form is given.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, string? form = null)
    {
        if (form is not null)
        {
            request.Headers.Add("RequestVerificationToken", FormTokenOf(form));
        }

        return _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public void Dispose() => _http.Dispose();

    // As the address bar, a link or a form of the portal's own does.
    private async Task<HttpResponseMessage> NavigateAsync(HttpRequestMessage request)
    {
        using (request)
        {
            request.Headers.Add("Accept", "text/html,application/xhtml+xml,*/*;q=0.8");
            request.Headers.Add("Sec-Fetch-Site", "same-origin");
            return await _http.SendAsync(request);
        }
    }

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"(?<token>[^\"]+)\"", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 60_000)]
    private static partial Regex AntiforgeryToken();
}
