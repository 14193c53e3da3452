using System.Diagnostics;
using OpenTelemetry;

namespace MeshStarter.ServiceDefaults.Telemetry;

/// <summary>
/// Removes possible secrets from spans: query strings and user info. The framework redacts too, but an AppHost may switch
/// that off (OTEL_DOTNET_EXPERIMENTAL_*_DISABLE_URL_QUERY_REDACTION).
/// </summary>
internal sealed class RedactionProcessor : BaseProcessor<Activity>
{
    public override void OnEnd(Activity data)
    {
        data.SetTag("url.query", null);
        foreach (var name in (string[])["url.full", "http.url", "http.target"])
        {
            if (data.GetTagItem(name) is string text)
            {
                data.SetTag(name, WithoutSecrets(text));
            }
        }
    }

    private static string WithoutSecrets(string url)
    {
        var cut = url.IndexOfAny(['?', '#']);
        var bare = cut < 0 ? url : url[..cut];
        var scheme = bare.IndexOf("://", StringComparison.Ordinal);
        var at = bare.LastIndexOf('@');
        return scheme >= 0 && at > scheme && !bare[(scheme + 3)..at].Contains('/') ? bare[..(scheme + 3)] + bare[(at + 1)..] : bare;
    }
}
