namespace MeshStarter.Architecture.Tests.Rules;

/// <summary>The folders that depend on each other both ways, and why (<see cref="FolderRule"/>). A room that is divided loses its lines.</summary>
internal static class FolderExceptions
{
    /// <summary>The reasons by the names of both folders, in their order.</summary>
    public static IReadOnlyDictionary<(string, string), string> Reasons { get; } = new Dictionary<(string, string), string>(
    [
        .. Of("MeshStarter.Catalog",
            new Reason("each shows products that a caller may discover, and a registration writes to it in its transaction", [("Domains", "Products"), ("Lifecycle", "Products"), ("Lineage", "Products"), ("Products", "Search"), ("Products", "Slo")]),
            new Reason("a removed version is noted at its domain, and a domain shows how far its versions are", [("Domains", "Lifecycle")]),
            new Reason("results of a batch are stored with its lineage and its counts in one transaction, and both look at results", [("Lineage", "Quality"), ("Quality", "Slo")])),
        .. Of("MeshStarter.Contracts",
            new Reason("a descriptor has checks and literals, which are about its columns", [("Checks", "Descriptors"), ("Checks", "Descriptors.Reading"), ("Descriptors", "Rows"), ("Descriptors", "Rows.Values")]),
            new Reason("a type names the converter that names it", [("Descriptors", "Json"), ("Json", "Products")]),
            new Reason("issues of YAML are those of a descriptor", [("Descriptors.Reading", "Yaml")])),
        .. Of("MeshStarter.Governance",
            new Reason("every change is recorded, and the records are for the seats that the rules name", [("Access", "Audit"), ("Access", "Policies"), ("Audit", "Policies")]),
            new Reason("a proposal becomes a version of the rules, and a version shows the seats that decide", [("Policies", "Proposals")])),
        .. Of("MeshStarter.Platform.IcebergCatalog",
            new Reason("the tables' folders and limits are those of their namespaces and of access to them", [("Access", "Tables"), ("Namespaces", "Tables")]),
            new Reason("a refusal names the namespace that a request's path names", [("Names", "Wire")])),
        .. Of("MeshStarter.Lake",
            new Reason("a workspace and a table have one SQL for rows of the same key", [("Reading", "Tables")]),
            new Reason("rows expire by commits of the table, and compaction keeps what retention needs", [("Retention", "Tables")])),
        .. Of("MeshStarter.Policy",
            new Reason("one engine: a rule plans, and a plan has rules, conditions, grants, masks and filters", [("Conditions", "Decisions"), ("Decisions", "Filters"), ("Decisions", "Grants"), ("Decisions", "Masks"), ("Decisions", "Rules")]),
            new Reason("each kind of rule brings its examples, and a test of the rules is of both kinds", [("Examples", "Registration"), ("Examples", "Rules"), ("Registration", "Rules")])),
        .. Of("MeshStarter.Portal",
            new Reason("a problem's page has the way to sign in, and the sign-in's answers are problems", [("Problems", "SignIn")]),
            new Reason("a query carries the persona's token, and the issuer is queried", [("Querying", "SignIn")])),
        .. Of("MeshStarter.QueryProxy",
            new Reason("a query is captured as it was planned and ended", [("Capture", "Execution"), ("Capture", "Planning")]),
            new Reason("metadata are a query's tables, and its rows are of the caller's queries", [("Metadata", "Planning"), ("Metadata", "Sessions"), ("Metadata", "Statements")]),
            new Reason("each statement that is no SELECT is read, and planned, in a folder of its own", [("Explain", "Language"), ("Explain", "Planning"), ("Language", "Metadata"), ("Language", "Planning"), ("Language", "Prepared"), ("Language", "Sessions"), ("Planning", "Prepared"), ("Planning", "Sessions")])),
        .. Of("MeshStarter.Sdk.Generator",
            new Reason("a diagnosis names its rule, and a contract is read by rules", [("Diagnosing", "Reading")])),
        .. Of("MeshStarter.Sdk",
            new Reason("the versions of own products are those that the catalog has registered", [("Products", "Registration")])),
    ]);

    private static IEnumerable<KeyValuePair<(string, string), string>> Of(string room, params Reason[] reasons) =>
        from reason in reasons
        from pair in reason.Pairs
        select KeyValuePair.Create(($"{room}.{pair.One}", $"{room}.{pair.Other}"), reason.Why);

    private sealed record Reason(string Why, IReadOnlyList<(string One, string Other)> Pairs);
}
