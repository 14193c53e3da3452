using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Logging;

namespace MeshStarter.TestKit;

/// <summary>Web applications of tests, which take the place of other programs.</summary>
public static class Loopback
{
    /// <summary>Makes one that logs nothing and listens on this machine only.</summary>
    /// <param name="port">Its port; 0 for a free one.</param>
    /// <param name="configure">Changes it before it is made.</param>
    public static WebApplication Build(int port = 0, Action<WebApplicationBuilder>? configure = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        configure?.Invoke(builder);
        return builder.Build();
    }

    /// <summary>Makes one as <see cref="Build"/> does, and starts it.</summary>
    /// <param name="map">Gives it its endpoints.</param>
    /// <param name="port">Its port; 0 for a free one.</param>
    /// <param name="configure">Changes it before it is made.</param>
    public static async Task<WebApplication> StartAsync(Action<WebApplication> map, int port = 0, Action<WebApplicationBuilder>? configure = null)
    {
        var app = Build(port, configure);
        map(app);
        await app.StartAsync(CancellationToken.None);
        return app;
    }
}
