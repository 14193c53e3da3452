using System.Globalization;
using System.Net.Http.Json;
using System.Text.Json;

namespace MeshStarter.Cli.Remote;

/// <summary>Requests to the services of a mesh.</summary>
internal static class MeshHttp
{
    /// <summary>The time within which tokens and lists begin. Queries, waits, exports and commands have that of the client.</summary>
    public static readonly TimeSpan Soon = TimeSpan.FromSeconds(15);

    /// <summary>Creates the client of a call.</summary>
    public static HttpClient Create() => new(OutwardProxy.Handler()) { Timeout = TimeSpan.FromMinutes(5) };

    /// <summary>Sends a request.</summary>
    /// <param name="http">The client of the call.</param>
    /// <param name="request">The request.</param>
    /// <param name="patience">The time within which the answer begins.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <exception cref="CliException">The service does not answer.</exception>
    public static async Task<HttpResponseMessage> AskAsync(HttpClient http, HttpRequestMessage request, TimeSpan patience, CancellationToken cancellationToken)
    {
        using var silence = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        silence.CancelAfter(patience);
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, silence.Token);
        }
        catch (OperationCanceledException exception) when (silence.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
        {
            throw new CliException(CliExitCodes.Unreachable, string.Create(
                CultureInfo.InvariantCulture, $"{request.RequestUri?.GetLeftPart(UriPartial.Authority)} is silent: no answer began within {patience.TotalSeconds} s.{(request.RequestUri?.IsLoopback == true ? " mesh status shows what runs." : "")}"), exception);
        }
        catch (Exception exception) when (exception is HttpRequestException || (exception is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CliException(CliExitCodes.Unreachable, $"{request.RequestUri?.GetLeftPart(UriPartial.Authority)} does not answer: {exception.Message}{(request.RequestUri?.IsLoopback == true ? " Start the mesh with dotnet run --project AppHost; where it runs, mesh status shows what has ended, and mesh restart <name> starts that." : "")}", exception);
        }
    }

    /// <summary>Reads the body of an answer as JSON.</summary>
    /// <exception cref="CliException">It breaks off, or does not end.</exception>
    public static Task<JsonElement> JsonAsync(HttpClient http, HttpResponseMessage response, CancellationToken cancellationToken) =>
        ReadAsync(http, response.Content.ReadFromJsonAsync<JsonElement>, cancellationToken);

    /// <summary>Reads the body of an answer, which ends in the time that its head may take.</summary>
    /// <exception cref="CliException">It breaks off, or does not end.</exception>
    public static async Task<T> ReadAsync<T>(HttpClient http, Func<CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(http.Timeout);
        try
        {
            return await read(patience.Token);
        }
        catch (Exception broken) when (broken is HttpRequestException or IOException || (broken is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new CliException(CliExitCodes.Unreachable, $"The answer broke off and is not whole: {broken.Message}", broken);
        }
    }

    /// <summary>Returns what a refusal says.</summary>
    public static async Task<string> ProblemAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        try
        {
            var problem = await response.Content.ReadFromJsonAsync<JsonElement>(cancellationToken);
            return problem.TryGetProperty("detail", out var detail) && detail.GetString() is { } text ? ProblemText.Of(text) : problem.GetProperty("title").GetString()!;
        }
        catch (Exception exception) when (exception is JsonException or KeyNotFoundException or InvalidOperationException or HttpRequestException or IOException)
        {
            return $"The answer was {(int)response.StatusCode} {response.ReasonPhrase}.";
        }
    }
}
