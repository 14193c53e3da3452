namespace MeshStarter.DomainName.Operations;

/// <summary>Adds the operational side of this domain.</summary>
internal static class OperationsServices
{
    public static IHostApplicationBuilder AddOperations(this IHostApplicationBuilder builder)
    {
        builder.Services.AddSingleton<EntryStore>();
        builder.AddRefill<EntryStore>();
        return builder;
    }
}
