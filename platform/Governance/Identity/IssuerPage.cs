using System.Text.Encodings.Web;

namespace MeshStarter.Governance.Identity;

/// <summary>The form of the issuer's pages, which have no script and no style, and are in no frame.</summary>
internal static class IssuerPage
{
    /// <summary>Returns a page.</summary>
    /// <param name="http">The request.</param>
    /// <param name="status">The status of the answer.</param>
    /// <param name="title">The title, as HTML.</param>
    /// <param name="body">The content, as HTML.</param>
    public static IResult Show(HttpContext http, int status, string title, string body)
    {
        Protect(http);
        return Results.Content(
            $"<!DOCTYPE html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\"><meta name=\"color-scheme\" content=\"light dark\"><title>{title}</title></head><body><main><h1>{title}</h1>{body}</main></body></html>",
            "text/html; charset=utf-8", statusCode: status);
    }

    /// <summary>Sets the headers of an answer to a browser.</summary>
    /// <param name="http">The request.</param>
    /// <param name="forms">The addresses that forms may send to, as the content security policy names them.</param>
    public static void Protect(HttpContext http, string forms = "'none'")
    {
        var headers = http.Response.Headers;
        headers.TryAdd("Content-Security-Policy", $"default-src 'none'; base-uri 'none'; form-action {forms}; frame-ancestors 'none'");
        headers.TryAdd("X-Frame-Options", "DENY");
        // Not no-referrer, with which a browser names no origin of a form.
        headers.TryAdd("Referrer-Policy", "same-origin");
        headers.TryAdd("Cache-Control", "no-store");
    }

    /// <summary>Escapes a text.</summary>
    public static string Html(string text) => HtmlEncoder.Default.Encode(text);
}
