using System.CommandLine;
using System.Globalization;
using System.Runtime.CompilerServices;
using MeshStarter.Cli.Remote;

namespace MeshStarter.Cli.Doctor;

/// <summary>Checks the mesh that the options name: whether it answers, whether its clock is that of this machine, and whether the caller is signed in.</summary>
internal static class MeshChecks
{
    // Tokens are valid from the second in which they are issued, with no more tolerance than this.
    private static readonly TimeSpan MostSkew = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public static async IAsyncEnumerable<Diagnosis> FindAsync(MeshOptions options, ParseResult result, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        using var http = new HttpClient(OutwardProxy.Handler()) { Timeout = Patience };
        var (address, at, problem) = await CallAsync(http, options, result, cancellationToken);
        if (problem is not null)
        {
            yield return address is null or { IsLoopback: false }
                ? Diagnosis.Missing("mesh", problem, "check the address of --mesh or MESH_URL, and the network")
                : Diagnosis.Note("mesh", "none runs on this machine", "dotnet run --project AppHost");
            yield return Diagnosis.Note("clock", "compared where a mesh answers");
            yield return Diagnosis.Note("sign-in", "checked where a mesh answers");
            yield break;
        }

        yield return Diagnosis.Ok("mesh", $"{address!.GetLeftPart(UriPartial.Authority)} answers");
        yield return Clock(at);
        yield return await SignInAsync(options, result, cancellationToken);
    }

    private static async Task<(Uri? Address, DateTimeOffset? At, string? Problem)> CallAsync(HttpClient http, MeshOptions options, ParseResult result, CancellationToken cancellationToken)
    {
        Uri? catalog = null;
        try
        {
            catalog = await options.Addresses(result).CatalogAsync(http, cancellationToken);
            using var response = await http.GetAsync(new Uri(catalog, "health"), HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return (catalog, response.Headers.Date, null);
        }
        catch (CliException failure)
        {
            return (catalog, null, failure.Message);
        }
        catch (Exception failure) when (failure is HttpRequestException || (failure is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (catalog, null, $"{catalog?.GetLeftPart(UriPartial.Authority)} does not answer: {failure.Message}");
        }
    }

    private static Diagnosis Clock(DateTimeOffset? theirs)
    {
        if (theirs is not { } at)
        {
            return Diagnosis.Note("clock", "the mesh does not say its time");
        }

        var skew = TimeProvider.System.GetUtcNow() - at;
        var seconds = Math.Abs(skew.TotalSeconds).ToString("0", CultureInfo.InvariantCulture);
        return skew.Duration() <= MostSkew
            ? Diagnosis.Ok("clock", "that of this machine and that of the mesh agree")
            : Diagnosis.Missing("clock", $"this machine is {seconds} s {(skew > TimeSpan.Zero ? "ahead of" : "behind")} the mesh, which may refuse its tokens", "synchronize the clock of this machine, such as with timedatectl set-ntp true");
    }

    private static async Task<Diagnosis> SignInAsync(MeshOptions options, ParseResult result, CancellationToken cancellationToken)
    {
        try
        {
            using var mesh = options.Open(result);
            await mesh.GetAsync("products?limit=1", cancellationToken);
            return Diagnosis.Ok("sign-in", "the mesh accepts your token");
        }
        catch (CliException refused)
        {
            return Diagnosis.Missing("sign-in", refused.Message, "mesh login; with the development issuer also --as <persona>");
        }
    }
}
