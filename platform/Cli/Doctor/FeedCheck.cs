using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Runtime.CompilerServices;

namespace MeshStarter.Cli.Doctor;

/// <summary>Checks that NuGet's sources, from which a build takes its packages, answer.</summary>
internal static class FeedCheck
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    /// <summary>Returns a diagnosis for each enabled source.</summary>
    public static async IAsyncEnumerable<Diagnosis> FindAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // E https://api.nuget.org/v3/index.json
        var sources = (await ProgramCall.ReadAsync(new ProcessStartInfo("dotnet", ["nuget", "list", "source", "--format", "short"]), cancellationToken))?.Split('\n', StringSplitOptions.TrimEntries)
            .Where(line => line.StartsWith('E') && line.Contains(' ', StringComparison.Ordinal)).Select(line => line[(line.IndexOf(' ', StringComparison.Ordinal) + 1)..]).ToList() ?? [];
        if (sources.Count == 0)
        {
            yield return Diagnosis.Missing("feed", "NuGet has no source of packages", "dotnet nuget add source https://api.nuget.org/v3/index.json --name nuget.org");
        }

        using var http = new HttpClient { Timeout = Patience };
        foreach (var source in sources)
        {
            yield return Uri.TryCreate(source, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"
                ? await CallAsync(http, address!, cancellationToken)
                : Directory.Exists(source) ? Diagnosis.Ok("feed", source)
                : Diagnosis.Missing("feed", $"the folder {source} is not there", "dotnet nuget list source, and dotnet nuget remove source <its name>");
        }
    }

    // Who needs a password has credentials in a file of NuGet's: a refusal is an answer.
    private static async Task<Diagnosis> CallAsync(HttpClient http, Uri source, CancellationToken cancellationToken)
    {
        var shown = source.GetLeftPart(UriPartial.Path);
        const string fix = "check the network and its proxy, or name another source: dotnet nuget list source";
        try
        {
            using var response = await http.GetAsync(source, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode || response.StatusCode is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                ? Diagnosis.Ok("feed", $"{shown} answers")
                : Diagnosis.Missing("feed", $"{shown} answers {((int)response.StatusCode).ToString(CultureInfo.InvariantCulture)}", fix);
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Diagnosis.Missing("feed", $"{shown} does not answer: {failure.Message}", fix);
        }
    }
}
