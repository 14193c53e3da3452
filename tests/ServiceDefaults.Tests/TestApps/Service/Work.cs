using MeshStarter.ServiceDefaults.Outgoing;

namespace MeshStarter.Service;

/// <summary>Does as setting <c>Work</c> says, and without it works until it is stopped.</summary>
internal sealed class Work(IConfiguration configuration, IHostApplicationLifetime lifetime, IServiceTokenSource tokens, TimeProvider time) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        switch (configuration["Work"])
        {
            case "fails at once":
                Fail();
                break;
            case "tells its folders":
                Console.WriteLine($"audit {configuration["Mesh:Audit:Folder"]}\npolicy {configuration["Mesh:Policy:StateFolder"]}\ncopies {configuration["Mesh:Storage:Cache"]}\ntemporary {Path.GetTempPath()}");
                lifetime.StopApplication();
                break;
            case "requests a token":
                await tokens.GetTokenAsync("catalog", stoppingToken);
                var names = AppDomain.CurrentDomain.GetAssemblies().Select(assembly => assembly.GetName().Name!);
                Console.WriteLine($"libraries {string.Join(", ", names.Where(name => name is "Azure.Core" or "Microsoft.Identity.Client").Order(StringComparer.Ordinal))}");
                lifetime.StopApplication();
                break;
            case "leaves garbage":
            case "leaves garbage in a large heap":
                Console.WriteLine($"garbage {(await OldGarbage.IsGoneAsync(OldGarbage.Held.Length == 0 ? 200 : 3, time, stoppingToken) ? "is gone" : "stays")}");
                lifetime.StopApplication();
                break;
            case "fails later":
                lifetime.ApplicationStarted.WaitHandle.WaitOne();
                await Task.Yield();
                Fail();
                break;
            case null or "is late at start":
                await Task.Delay(Timeout.Infinite, stoppingToken);
                break;
            case "ends at once":
                lifetime.StopApplication();
                break;
            case "ends later":
                lifetime.ApplicationStarted.WaitHandle.WaitOne();
                lifetime.StopApplication();
                break;
        }
    }

    private static void Fail() => throw new InvalidOperationException("the shelf is empty\nand so is the box");
}
