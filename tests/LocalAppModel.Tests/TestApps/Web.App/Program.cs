// Answers with what it was started with, gets healthy and ends when its settings say so.
using System.Collections;

var builder = WebApplication.CreateBuilder(args);
builder.Logging.ClearProviders();
var app = builder.Build();

var healthy = app.Configuration["Healthy"] != "later";
app.MapGet("/health", () => healthy ? Results.Ok() : Results.StatusCode(503));
app.MapPost("/heal", () => healthy = true);
app.MapGet("/environment", () => Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().ToDictionary(v => (string)v.Key, v => (string?)v.Value));
app.MapGet("/arguments", () => args);
app.MapGet("/folder", () => Environment.CurrentDirectory);
app.MapPost("/die/{code:int}", (int code) => Environment.Exit(code));
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"{app.Configuration["OTEL_SERVICE_NAME"]} is up"));
app.Lifetime.ApplicationStopped.Register(() => Note("stopped"));
if (app.Configuration["Stubborn"] == "true")
{
    app.Lifetime.ApplicationStopping.Register(() => new ManualResetEventSlim().Wait());
}

app.Lifetime.ApplicationStopping.Register(() => Note("stopping")); // the last one registered is called first

await Console.Error.WriteLineAsync("said on standard error");
await app.RunAsync();

// One line per event in a file that all apps of a run share: who ended before whom.
void Note(string what)
{
    if (app.Configuration["Journal"] is { } journal)
    {
        File.AppendAllText(journal, $"{app.Configuration["OTEL_SERVICE_NAME"]} {what}{Environment.NewLine}");
    }
}
