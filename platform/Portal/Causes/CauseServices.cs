namespace MeshStarter.Portal.Causes;

/// <summary>Adds the page of a failing check's cause.</summary>
internal static class CauseServices
{
    public static IHostApplicationBuilder AddCausePage(this IHostApplicationBuilder builder)
    {
        builder.Services.AddTransient<CauseReader>();
        return builder;
    }
}
