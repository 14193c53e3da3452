using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;

namespace MeshStarter.Catalog.Tests.Iceberg;

[Collection(CatalogCollection.Name)]
public sealed class AuditTests(CatalogFixture catalog)
{
    [SkippableFact]
    public async Task Refusal_that_names_a_long_namespace_leaves_a_record_and_takes_none_with_it()
    {
        catalog.Require();
        var mark = Guid.NewGuid().ToString("N");
        var space = string.Join("%1F", Enumerable.Range(0, 9).Select(level => $"{mark[..8]}{level}{new string('n', 231)}"));
        var others = 0;
        for (var number = 0; number < 10; number++)
        {
            var (refused, _) = await catalog.SendRawAsync(HttpMethod.Post, $"/iceberg/v1/mesh/namespaces/{space}/tables", catalog.Analyst(), JsonContent.Create(new JsonObject
            {
                ["name"] = "t",
                ["schema"] = new JsonObject { ["type"] = "struct", ["schema-id"] = 0, ["fields"] = new JsonArray() },
            }));
            Assert.Equal(HttpStatusCode.Forbidden, refused);
            var (hidden, _) = await catalog.SendRawAsync(HttpMethod.Delete, $"/iceberg/v1/mesh/namespaces/{mark}{number}", catalog.Analyst());
            others += hidden == HttpStatusCode.Forbidden ? 1 : 0;
        }

        await Eventually.HoldsAsync(() => catalog.Policies.Audit.Count(record => record.Reason.Contains(mark[..8], StringComparison.Ordinal)) >= 10 + others);

        Assert.Equal(10, catalog.Policies.Audit.Count(record => record.Clipped.Contains("reason") && record.Reason.Length == 2_000 && record.Reason.Contains(mark[..8], StringComparison.Ordinal)));
    }
}
