// Answers with what it was started with, gets healthy and ends when its settings say so. It serves HTTP by itself: the tests start it eighty times, and a web host
// would be most of their time.
using System.Collections;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;

var name = Environment.GetEnvironmentVariable("OTEL_SERVICE_NAME");
var healthy = Environment.GetEnvironmentVariable("Healthy") != "later";
var isStopping = 0;

using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Stop);
await Console.Error.WriteLineAsync("said on standard error");
using var listener = new TcpListener(IPAddress.Loopback, new Uri(Environment.GetEnvironmentVariable("ASPNETCORE_URLS")!).Port);
listener.Start();
Console.WriteLine($"{name} is up");
while (true)
{
    ThreadPool.QueueUserWorkItem(Answer, listener.AcceptTcpClient(), preferLocal: false);
}

void Answer(TcpClient client)
{
    using var connection = client;
    using var stream = connection.GetStream();
    using var reader = new StreamReader(stream, Encoding.ASCII);
    try
    {
        // GET /health HTTP/1.1
        var path = reader.ReadLine()?.Split(' ')[1] ?? "";
        while (reader.ReadLine() is { Length: > 0 })
        {
            // No header changes the answer.
        }

        var (status, text) = path.Split('/') switch
        {
            ["", "health"] => (healthy ? "200 OK" : "503 Service Unavailable", ""),
            ["", "heal"] => ("200 OK", (healthy = true).ToString()),
            ["", "environment"] => ("200 OK", JsonSerializer.Serialize(Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(variable => (string)variable.Key, variable => (string?)variable.Value))),
            ["", "folder"] => ("200 OK", Environment.CurrentDirectory),
            ["", "die", var code] => Die(int.Parse(code, CultureInfo.InvariantCulture)),
            _ => ("404 Not Found", ""),
        };
        var body = Encoding.UTF8.GetBytes(text);
        stream.Write(Encoding.ASCII.GetBytes($"HTTP/1.1 {status}\r\nContent-Type: {(text.StartsWith('{') ? "application/json" : "text/plain")}\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"));
        stream.Write(body);
    }
    catch (IOException)
    {
        // The client has gone.
    }
}

(string, string) Die(int code)
{
    Environment.Exit(code);
    return default;
}

void Stop(PosixSignalContext signal)
{
    signal.Cancel = true;
    if (Interlocked.Exchange(ref isStopping, 1) == 1)
    {
        return;
    }

    Note("stopping");
    if (Environment.GetEnvironmentVariable("Stubborn") == "true")
    {
        new ManualResetEventSlim().Wait();
    }

    Note("stopped");
    Environment.Exit(0);
}

// One line per event in a file that all apps of a run share: who ended before whom.
void Note(string what)
{
    if (Environment.GetEnvironmentVariable("Journal") is { Length: > 0 } journal)
    {
        File.AppendAllText(journal, $"{name} {what}{Environment.NewLine}");
    }
}
