namespace MeshStarter.Portal.Headers;

/// <summary>
/// The headers of every answer, errors and redirects included: pages run no script but the portal's own files, are in no frame of
/// another page, are what their type says, and their addresses are sent nowhere.
/// </summary>
internal static class ResponseHeaders
{
    private static readonly (string Name, string Value)[] All =
    [
        ("Content-Security-Policy", "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"),
        ("X-Frame-Options", "DENY"),
        ("X-Content-Type-Options", "nosniff"),
        ("Referrer-Policy", "no-referrer"),
    ];

    public static IHostApplicationBuilder AddResponseHeaders(this IHostApplicationBuilder builder)
    {
        builder.Services.AddTransient<IStartupFilter, Filter>();
        return builder;
    }

    // Before what the framework adds by itself, which answers some requests without asking the rest.
    private sealed class Filter : IStartupFilter
    {
        public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
        {
            app.Use((http, following) =>
            {
                http.Response.OnStarting(static state =>
                {
                    foreach (var (name, value) in All)
                    {
                        ((HttpResponse)state).Headers[name] = value;
                    }

                    return Task.CompletedTask;
                }, http.Response);
                return following(http);
            });
            next(app);
        };
    }
}
