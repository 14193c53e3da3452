// A service of the mesh with nothing of its own but work in the background, which its settings name.
using MeshStarter.Service;
using MeshStarter.ServiceDefaults;
using MeshStarter.TestKit;

var builder = WebApplication.CreateBuilder(args);
if (builder.Configuration["Work"]?.StartsWith("leaves garbage", StringComparison.Ordinal) == true)
{
    OldGarbage.Held = new byte[builder.Configuration["Work"] == "leaves garbage in a large heap" ? 100 * 1024 * 1024 : 0];
    builder.Services.AddSingleton<TimeProvider>(new QuickTime(pace: 15_000));
}

builder.AddServiceDefaults();
builder.Services.AddHostedService<Work>();
if (builder.Configuration["Work"] == "is late at start")
{
    builder.Services.AddHostedService<LateStart>();
}

var app = builder.Build();
app.MapServiceDefaults();
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"listens on {string.Join(' ', app.Urls)}"));
await app.RunAsync();
