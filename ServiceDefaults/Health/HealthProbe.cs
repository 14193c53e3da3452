using System.Globalization;

namespace MeshStarter.ServiceDefaults.Health;

/// <summary>
/// Answers <c>dotnet &lt;service&gt;.dll --health</c>: exit code 0 if the service that listens at this container's port is healthy, else 1 and one line. The
/// image has no shell and no other program that a container engine could run as its health check.
/// </summary>
internal static class HealthProbe
{
    private const string Argument = "--health";
    private const string Ports = "HTTP_PORTS";
    private const string DefaultPort = "8080";

    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Ends the process with the answer if this is a probe; returns if it is a service.</summary>
    public static void EndIfRequested()
    {
        if (Environment.GetCommandLineArgs() is [_, Argument])
        {
            Environment.Exit(Request());
        }
    }

    private static int Request()
    {
        var ports = Environment.GetEnvironmentVariable(Ports) is { Length: > 0 } given ? given : DefaultPort;
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{ports.Split(';')[0]}/health"));
        try
        {
            using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { Timeout = Limit };
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            using var response = client.Send(request, HttpCompletionOption.ResponseHeadersRead, CancellationToken.None);
            return response.IsSuccessStatusCode ? 0 : Report($"{address} answered {(int)response.StatusCode}.");
        }
        catch (Exception away) when (away is HttpRequestException or OperationCanceledException)
        {
            return Report($"{address} did not answer: {away.Message}");
        }
    }

    private static int Report(string line)
    {
        Console.Error.WriteLine(line);
        return 1;
    }
}
