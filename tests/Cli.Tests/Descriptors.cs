namespace MeshStarter.Cli.Tests;

/// <summary>Descriptors that keep all rules of the mesh.</summary>
internal static class Descriptors
{
    /// <param name="product">Its name.</param>
    /// <param name="columns">The lines of its columns.</param>
    /// <param name="terms">Further lines, which follow its version.</param>
    public static string Of(string product, string columns, string terms = "") => $$"""
        name: {{product}}
        version: 1.0.0
        {{terms}}owner: {{product.Split('.')[0]}}-team@company.com
        description: Every thing of the shop, a row a thing
        schema:
        {{columns}}
        quality: { freshness_sla: "5 minutes", completeness: "99.9%" }
        access: { classification: internal }
        examples: ["SELECT 1"]
        accountable: { name: Ana Souza, email: ana.souza@company.com }
        """;
}
