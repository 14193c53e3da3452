using System.Text.Json;
using MeshStarter.Contracts.Products;
using MeshStarter.Contracts.Types;
using MeshStarter.Policy.Comparisons;
using MeshStarter.Policy.Decisions;
using MeshStarter.Policy.Masks;
using MeshStarter.Policy.Rules;

namespace MeshStarter.Policy.Tests.Decisions;

/// <summary>The combination of rules in small bundles.</summary>
public sealed class PolicyEngineTests
{
    private static readonly Principal Ana = new("ana", "analytics", ["analyst", "trainee"], ["reporting"]);

    private static readonly PolicyResource Orders = new(
        new DataProductId("orders", "orders"),
        Classification.Internal,
        [
            new PolicyColumn("order_id", ColumnType.Parse("UUID"), []),
            new PolicyColumn("email", PrimitiveType.Text, ["pii.email"]),
            new PolicyColumn("state", PrimitiveType.Text, ["geo"]),
            new PolicyColumn("paid", ColumnType.Parse("BOOLEAN"), []),
            new PolicyColumn("total", ColumnType.Parse("DOUBLE"), []),
        ]);

    [Fact]
    public void Bundle_without_rules_denies_everything()
    {
        var bundle = Bundles.Of();
        Assert.All(Enum.GetValues<PolicyAction>(), action => Assert.False(PolicyEngine.Decide(bundle, Ana, action, Orders).Permit));
    }

    [Fact]
    public void Deny_wins_over_permit_in_any_order()
    {
        const string Permit = "- { id: p, description: d, effect: permit, actions: [read], when: everyone }";
        const string Deny = "- { id: no-trainees, description: Trainees do not read., effect: deny, actions: [read], when: { roles: [trainee] } }";
        foreach (var bundle in new[] { Bundles.Of(Permit, Deny), Bundles.Of(Deny, Permit) })
        {
            var decision = PolicyEngine.Decide(bundle, Ana, PolicyAction.Read, Orders);
            Assert.False(decision.Permit);
            Assert.Equal(["no-trainees"], decision.RuleIds);
            Assert.Equal("Rule no-trainees denies to read orders.orders: Trainees do not read.", decision.Reason);
        }
    }

    [Theory]
    [InlineData("everyone", true)]
    [InlineData("{ own_domain: false }", true)]
    [InlineData("{ own_domain: true }", false)]
    [InlineData("{ domains: [analytics] }", true)]
    [InlineData("{ domains: [orders] }", false)]
    [InlineData("{ roles: [owner, analyst] }", true)]
    [InlineData("{ roles: [Analyst] }", false)]
    [InlineData("{ purposes: [reporting] }", true)]
    [InlineData("{ purposes: [marketing] }", false)]
    [InlineData("{ subjects: [ana] }", true)]
    [InlineData("{ subjects: [bob] }", false)]
    [InlineData("{ classification: [public, internal] }", true)]
    [InlineData("{ classification: [restricted] }", false)]
    [InlineData("{ products: [orders.orders] }", true)]
    [InlineData("{ products: [orders.other] }", false)]
    [InlineData("{ product_domains: [orders] }", true)]
    [InlineData("{ product_domains: [payments] }", false)]
    [InlineData("{ column_tags: [pii] }", true)]
    [InlineData("{ column_tags: [pii.phone] }", false)]
    [InlineData("{ roles: [analyst], purposes: [marketing] }", false)]
    [InlineData("[{ roles: [owner] }, { purposes: [reporting] }]", true)]
    [InlineData("[{ roles: [owner] }, { products: [orders.other] }]", false)]
    public void Condition_holds_as_it_reads(string condition, bool expected)
    {
        var when = Bundles.Of($"- {{ id: p, description: d, effect: permit, actions: [read], when: {condition} }}");
        Assert.Equal(expected, PolicyEngine.Decide(when, Ana, PolicyAction.Read, Orders).Permit);
        var unless = Bundles.Of($"- {{ id: p, description: d, effect: permit, actions: [read], when: everyone, unless: {condition} }}");
        Assert.Equal(!expected, PolicyEngine.Decide(unless, Ana, PolicyAction.Read, Orders).Permit);
    }

    [Fact]
    public void Strongest_mask_of_several_wins_in_any_order()
    {
        string[] masks = ["{ kind: partial, show_last: 4 }", "hash", "{ kind: partial, show_last: 2 }", "redact", "nullify"];
        for (var strongest = 0; strongest < masks.Length; strongest++)
        {
            var rules = masks[..(strongest + 1)].Select((mask, i) => $"- {{ id: m{i}, description: d, effect: mask, columns: {{ names: [EMAIL] }}, mask: {mask}, when: everyone }}");
            ColumnMask[] expected = [new PartialMask(4), new HashMask(), new RedactMask(), new RedactMask(), new NullMask()];
            foreach (var order in new[] { rules, rules.Reverse() })
            {
                var decision = PolicyEngine.Decide(Bundles.Of([Bundles.PermitAll, .. order]), Ana, PolicyAction.Read, Orders);
                Assert.Equal(expected[strongest], decision.Masks["email"]);
                Assert.Single(decision.Masks);
            }
        }
    }

    [Theory]
    [InlineData("DECIMAL(18,2)", "{ kind: partial, show_last: 4 }", "{ kind: bucket, size: 1 }")]
    [InlineData("UUID", "{ kind: partial, show_last: 4 }", "hash")]
    [InlineData("TIMESTAMP", "{ kind: bucket, size: 1 }", "year")]
    [InlineData("STRING", "redact", "{ kind: partial, as: email }")]
    [InlineData("BIGINT", "redact", "{ kind: constant, value: 0 }")]
    [InlineData("BIGINT", "{ kind: bucket, size: 1000 }", "{ kind: bucket, size: 1 }")]
    public void Further_mask_never_shows_more_of_the_columns_type(string type, string strict, string further)
    {
        var resource = new PolicyResource(Orders.Product, Classification.Internal, [new PolicyColumn("x", ColumnType.Parse(type), [])]);
        string Rule(string id, string mask) => $"- {{ id: {id}, description: d, effect: mask, columns: {{ names: [x] }}, mask: {mask}, when: everyone }}";
        var before = Bundles.Of(Bundles.PermitAll, Rule("strict", strict));
        foreach (var after in new[] { Bundles.Of(Bundles.PermitAll, Rule("strict", strict), Rule("further", further)), Bundles.Of(Bundles.PermitAll, Rule("further", further), Rule("strict", strict)) })
        {
            Assert.Equal("strict", PolicyEngine.Decide(after, Ana, PolicyAction.Read, resource).MaskRules["x"]);
            Assert.Empty(SeenColumns.Compare(SeenColumns.Of(before, Ana, resource), SeenColumns.Of(after, Ana, resource), ["x"]));
        }

        var loosened = Assert.Single(SeenColumns.Compare(SeenColumns.Of(before, Ana, resource), SeenColumns.Of(Bundles.Of(Bundles.PermitAll, Rule("further", further)), Ana, resource), ["X"]));
        Assert.True(loosened.IsPermitted);
        Assert.NotEqual(loosened.Before, loosened.After);
    }

    [Theory]
    [InlineData("{ kind: partial, as: email }", "{ kind: partial, show_last: 8 }")]
    [InlineData("{ kind: partial, show_last: 8 }", "{ kind: partial, show_last: 2 }")]
    [InlineData("{ kind: partial, as: phone }", "{ kind: partial, as: card }")]
    public void Two_different_partial_masks_redact(string one, string other)
    {
        string Rule(string id, string mask) => $"- {{ id: {id}, description: d, effect: mask, columns: {{ names: [email] }}, mask: {mask}, when: everyone }}";
        foreach (var bundle in new[] { Bundles.Of(Bundles.PermitAll, Rule("a", one), Rule("b", other)), Bundles.Of(Bundles.PermitAll, Rule("a", other), Rule("b", one)) })
        {
            Assert.Equal(new RedactMask(), PolicyEngine.Decide(bundle, Ana, PolicyAction.Read, Orders).Masks["email"]);
        }

        var changes = SeenColumns.Compare(SeenColumns.Of(Bundles.Of(Bundles.PermitAll, Rule("a", one)), Ana, Orders), SeenColumns.Of(Bundles.Of(Bundles.PermitAll, Rule("a", other)), Ana, Orders), ["email"]);
        Assert.Equal([true, false], changes.Select(change => change.IsPermitted));
    }

    [Theory]
    [InlineData("effect: deny, actions: [read]", "", true)]
    [InlineData("effect: mask, columns: { names: [email] }, mask: redact", "", true)]
    [InlineData("effect: mask, columns: { names: [email] }, mask: redact", "effect: mask, columns: { names: [email] }, mask: { kind: partial, as: email }", true)]
    [InlineData("effect: filter, keep: { column: state, values: [SP] }", "", true)]
    [InlineData("effect: deny, actions: [discover]", "", false)]
    public void Decision_gives_less_where_it_refuses_masks_more_or_has_a_further_filter(string strict, string lax, bool expected)
    {
        string Rule(string effect) => $"- {{ id: x, description: d, {effect}, when: everyone }}";
        PolicyDecision Decide(string effect) => PolicyEngine.Decide(effect.Length == 0 ? Bundles.Of(Bundles.PermitAll) : Bundles.Of(Bundles.PermitAll, Rule(effect)), Ana, PolicyAction.Read, Orders);

        Assert.Equal(expected, SeenColumns.IsLess(Decide(lax), Decide(strict), Orders));
        Assert.False(SeenColumns.IsLess(Decide(strict), Decide(lax), Orders));
        Assert.False(SeenColumns.IsLess(Decide(strict), Decide(strict), Orders));
    }

    [Fact]
    public void Raw_files_need_a_permit_to_read_and_one_for_files()
    {
        const string Read = "- { id: r, description: d, effect: permit, actions: [read], when: everyone }";
        const string Raw = "- { id: w, description: d, effect: permit, actions: [read_raw], when: everyone }";
        const string NoRead = "- { id: n, description: d, effect: deny, actions: [read], when: everyone }";
        const string Mask = "- { id: m, description: d, effect: mask, columns: { tags: [geo] }, mask: hash, when: everyone }";
        const string Filter = "- { id: f, description: d, effect: filter, keep: { column: state, values: [SP] }, when: everyone }";
        bool Decide(params string[] rules) => PolicyEngine.Decide(Bundles.Of(rules), Ana, PolicyAction.ReadRaw, Orders).Permit;
        Assert.False(Decide(Read));
        Assert.False(Decide(Raw));
        Assert.True(Decide(Read, Raw));
        Assert.False(Decide(Read, Raw, NoRead));
        Assert.False(Decide(Read, Raw, Mask));
        Assert.False(Decide(Read, Raw, Filter));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("total")]
    public void Filter_that_cannot_be_applied_denies(string column)
    {
        var bundle = Bundles.Of(Bundles.PermitAll, $"- {{ id: f, description: d, effect: filter, keep: {{ column: {column}, values: [a] }}, when: everyone }}");
        var decision = PolicyEngine.Decide(bundle, Ana, PolicyAction.Read, Orders);
        Assert.False(decision.Permit);
        Assert.Equal($"Rule f keeps rows of orders.orders by {column}, which is no column that rows can be kept by. Its authors must fix it.", decision.Reason);
    }

    [Fact]
    public void Decision_names_the_rule_of_each_mask_and_filter()
    {
        var bundle = Bundles.Of(
            Bundles.PermitAll,
            "- { id: weak, description: d, effect: mask, columns: { tags: [pii, geo] }, mask: hash, when: everyone }",
            "- { id: strong, description: d, effect: mask, columns: { names: [email] }, mask: nullify, when: everyone }",
            "- { id: two-states, description: d, effect: filter, keep: { column: state, values: [SP, RJ] }, when: everyone }");

        var decision = PolicyEngine.Decide(bundle, Ana, PolicyAction.Read, Orders);

        Assert.Equal([("email", "strong"), ("state", "weak")], decision.MaskRules.OrderBy(mask => mask.Key, StringComparer.Ordinal).Select(mask => (mask.Key, mask.Value)));
        Assert.Equal(["two-states"], decision.FilterRules);
    }

    [Theory]
    [InlineData(true, "", true)]
    [InlineData(false, "", true)]
    [InlineData(true, "- { id: r, description: d, effect: filter, keep: { column: state, values: [SP] }, when: everyone, unless: { own_domain: true } }", false)]
    [InlineData(false, "- { id: r, description: d, effect: filter, keep: { column: state, values: [SP] }, when: everyone, unless: { own_domain: true } }", false)]
    [InlineData(false, "- { id: r, description: d, effect: filter, keep: { column: state, values: [SP] }, when: { roles: [owner] } }", true)]
    [InlineData(true, "- { id: r, description: d, effect: filter, keep: { column: missing, values: [SP] }, when: everyone }", false)]
    [InlineData(true, "- { id: r, description: d, effect: deny, actions: [read], when: everyone }", false)]
    public void Counts_are_not_shown_where_a_rule_keeps_rows_whether_or_not_there_is_a_permit(bool isPermitted, string rule, bool expected)
    {
        var bundle = Bundles.Of(((string[])[isPermitted ? Bundles.PermitAll : "", rule]).Where(each => each.Length > 0));
        Assert.Equal(expected, PolicyEngine.Decide(bundle, Ana, PolicyAction.Read, Orders).ShowsCounts);
    }

    [Fact]
    public void Filtered_row_is_not_visible()
    {
        var bundle = Bundles.Of(
            Bundles.PermitAll,
            "- { id: f, description: d, effect: filter, keep: { column: state, values: [SP, RJ] }, when: everyone }",
            "- { id: g, description: d, effect: filter, keep: { column: paid, values: [true] }, when: everyone }");
        var decision = PolicyEngine.Decide(bundle, Ana, PolicyAction.Read, Orders);
        JsonElement? Visible(string row) => decision.Visible(JsonElement.Parse(row), Orders);
        Assert.NotNull(Visible("""{"state":"SP","paid":true}"""));
        Assert.Null(Visible("""{"state":"MG","paid":true}"""));
        Assert.Null(Visible("""{"state":"SP","paid":false}"""));
        Assert.Null(Visible("""{"state":null,"paid":true}"""));
        Assert.Null(Visible("""{"paid":true}"""));
    }

    [Fact]
    public void Row_that_was_written_before_its_contract_grew_has_null_where_others_have_what_was_added()
    {
        var bundle = Bundles.Of(Bundles.PermitAll, "- { id: m, description: d, effect: mask, columns: { tags: [pii] }, mask: redact, when: everyone }");
        var grown = Orders with
        {
            Columns =
            [
                new PolicyColumn("email", PrimitiveType.Text, ["pii.email"]),
                new PolicyColumn("place", ColumnType.Parse("STRUCT<city:STRING, spot:STRUCT<x:INTEGER>>"), []),
                new PolicyColumn("items", ColumnType.Parse("ARRAY<STRUCT<id:INTEGER, note:STRING>>"), []),
                new PolicyColumn("by_name", ColumnType.Parse("MAP<STRING, STRUCT<id:INTEGER, note:STRING>>"), []),
                new PolicyColumn("total", ColumnType.Parse("DOUBLE"), []),
            ],
        };

        var visible = PolicyEngine.Decide(bundle, Ana, PolicyAction.Read, grown).Visible(
            JsonElement.Parse("""{"place":{"city":"Recife"},"items":[{"id":1},null],"by_name":{"a":{"id":2}}}"""), grown);

        Assert.Equal(
            """{"email":null,"place":{"city":"Recife","spot":null},"items":[{"id":1,"note":null},null],"by_name":{"a":{"id":2,"note":null}},"total":null}""",
            visible!.Value.GetRawText());
    }

    [Fact]
    public void More_rules_than_fit_a_key_decide_the_same()
    {
        var masks = Enumerable.Range(0, 100).Select(i => $"- {{ id: m{i}, description: d, effect: mask, columns: {{ names: [email] }}, mask: hash, when: {{ subjects: [s{i}] }} }}");
        var bundle = Bundles.Of([.. masks, Bundles.PermitAll]);
        Assert.Equal(["m99", "all"], PolicyEngine.Decide(bundle, Ana with { Subject = "s99" }, PolicyAction.Read, Orders).RuleIds);
        Assert.Equal(["all"], PolicyEngine.Decide(bundle, Ana, PolicyAction.Read, Orders).RuleIds);
    }

    [Fact]
    public void Decision_that_was_made_before_allocates_nothing()
    {
        var many = Enumerable.Range(0, 100).Select(i => $"- {{ id: m{i}, description: d, effect: mask, columns: {{ names: [email] }}, mask: hash, when: {{ roles: [role-{i}] }} }}");
        PolicyBundle[] bundles =
        [
            Bundles.Of(Bundles.PermitAll, "- { id: m, description: d, effect: mask, columns: { tags: [pii] }, mask: redact, when: everyone, unless: [{ granted: true }] }"),
            Bundles.Of([.. many, Bundles.PermitAll]),
            Bundles.Of(Bundles.PermitAll, "- { id: f, description: d, effect: filter, keep: { column: state, claim: domain }, when: everyone }"),
        ];
        foreach (var bundle in bundles)
        {
            for (var i = 0; i < 100; i++)
            {
                PolicyEngine.Decide(bundle, Ana, PolicyAction.Read, Orders);
            }

            var before = GC.GetAllocatedBytesForCurrentThread();
            for (var i = 0; i < 1_000; i++)
            {
                PolicyEngine.Decide(bundle, Ana, PolicyAction.Read, Orders);
            }

            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    [Fact]
    public void Same_rules_share_one_decision_and_other_contracts_do_not()
    {
        var bundle = Bundles.Of(Bundles.PermitAll, "- { id: m, description: d, effect: mask, columns: { tags: [pii] }, mask: redact, when: everyone }");
        var first = PolicyEngine.Decide(bundle, Ana, PolicyAction.Read, Orders);
        Assert.Same(first, PolicyEngine.Decide(bundle, new Principal("bob", null, [], []), PolicyAction.Read, Orders));
        var uncovered = Orders with { Columns = [.. Orders.Columns.Select(c => c with { Tags = [] })] };
        Assert.Empty(PolicyEngine.Decide(bundle, Ana, PolicyAction.Read, uncovered).Masks);
    }

    [Fact]
    public void Action_that_is_none_is_denied() =>
        Assert.False(PolicyEngine.Decide(Bundles.Of(Bundles.PermitAll), Ana, (PolicyAction)99, Orders).Permit);

    [Fact]
    public async Task Decide_from_many_threads_gives_one_answer()
    {
        var bundle = Bundles.Of(Bundles.PermitAll, "- { id: m, description: d, effect: mask, columns: { tags: [pii] }, mask: redact, when: { roles: [analyst] } }");
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
            PolicyEngine.Decide(bundle, Ana, PolicyAction.Read, Orders).Masks.Count)));
        Assert.All(answers, count => Assert.Equal(1, count));
    }
}
