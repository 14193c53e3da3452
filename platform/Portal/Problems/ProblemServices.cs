namespace MeshStarter.Portal.Problems;

/// <summary>Adds the pages of errors.</summary>
internal static class ProblemServices
{
    /// <summary>Adds the writer. Call it before the service defaults: the first writer that can answer does.</summary>
    public static IHostApplicationBuilder AddProblemPages(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<IProblemDetailsWriter, ProblemPageWriter>();
        return builder;
    }
}
