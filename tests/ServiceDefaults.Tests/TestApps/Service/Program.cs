// A service of the mesh with nothing of its own but work in the background, which fails when its settings say so.
using MeshStarter.Service;
using MeshStarter.ServiceDefaults;

var builder = WebApplication.CreateBuilder(args);
builder.AddServiceDefaults();
builder.Services.AddHostedService<Work>();

var app = builder.Build();
app.MapServiceDefaults();
app.Lifetime.ApplicationStarted.Register(() => Console.WriteLine($"listens on {string.Join(' ', app.Urls)}"));
await app.RunAsync();
