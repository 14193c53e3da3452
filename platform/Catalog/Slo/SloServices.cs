namespace MeshStarter.Catalog.Slo;

/// <summary>Registers the services of service levels.</summary>
internal static class SloServices
{
    public static IHostApplicationBuilder AddSlo(this IHostApplicationBuilder builder)
    {
        DomainProbe.AddClient(builder.Services);
        builder.Services.AddSingleton<DomainProbe>();
        builder.Services.AddSingleton<MeasuredProducts>();
        builder.Services.AddSingleton<PublishedWindows>();
        builder.Services.AddSingleton<SloStore>();
        builder.Services.AddSingleton<SloStateStore>();
        builder.Services.AddSingleton<SloMetrics>();
        builder.Services.AddSingleton<DomainAnswers>();
        builder.Services.AddSingleton<ProductMeasures>();
        builder.Services.AddSingleton<SloEvaluation>();
        builder.Services.AddSingleton<SloRound>();
        builder.Services.AddSingleton<ProductStates>();
        builder.Services.AddSingleton<SloReader>();
        builder.Services.AddSingleton<InputFreshness>();
        builder.Services.AddHostedService<SloWorker>();
        builder.Services.AddHostedService<SloCleanup>();
        return builder;
    }
}
