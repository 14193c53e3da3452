using MeshStarter.Contracts.Checks;
using MeshStarter.Contracts.Descriptors;
using MeshStarter.Contracts.Descriptors.Reading;
using MeshStarter.Contracts.Types;

namespace MeshStarter.Contracts.Tests.Descriptors;

/// <summary>One row for each rule that a descriptor can break.</summary>
public sealed class DescriptorRuleTests
{
    [Theory]
    [InlineData("name: orders.orders\n", "", "1: name: key.missing: The key name is missing. Fix: Write \"name: domain.product\".")]
    [InlineData("name: orders.orders", "name: [orders, orders]", "1: name: value.type: A list is here where a text is expected. Fix: Write a text.")]
    [InlineData("name: orders.orders", "name: orders.orders_v2", "1: name: name.form: Product \"orders_v2\" ends in a version; the version has its own key. Fix: Write domain.product in lower snake case, such as orders.fact_order_events.")]
    [InlineData("owner: orders-team@company.com\n", "", "1: owner: key.missing: The key owner is missing. Fix: Name who answers for the product, such as \"owner: orders-team@company.com\".")]
    [InlineData("owner: orders-team@company.com", "owner: \"  \"", "1: owner: key.missing: The key owner is missing. Fix: Name who answers for the product, such as \"owner: orders-team@company.com\".")]
    [InlineData("owner: orders-team@company.com", "owner: { name: x }", "2: owner: value.type: A mapping of keys is here where a text is expected. Fix: Write a text.")]
    [InlineData("name: order_id, type: UUID", "name: order-id, type: UUID", "4: schema[0].name: column.name: A column named \"order-id\" holds \"-\"; only letters, digits and underscores. Fix: Rename it.")]
    [InlineData("name: order_id, type: UUID", "type: UUID", "4: schema[0].name: key.missing: The key name is missing. Fix: Give the column a name.")]
    [InlineData("name: status, type: STRING", "name: status", "5: schema[1].type: key.missing: The key type is missing. Fix: Give the column a type such as STRING.")]
    [InlineData("required: true", "required: \"true\"", "4: schema[0].required: value.type: \"true\" is neither true nor false. Fix: Write true or false, without quotes.")]
    [InlineData("required: true", "required: yes", "4: schema[0].required: value.type: \"yes\" is neither true nor false. Fix: Write true or false, without quotes.")]
    [InlineData("name: status, type: STRING", "name: status, type: DECIMAL(18,2)", "5: schema[1].type: type.quotes: \"DECIMAL(18\" is the type up to a comma, which ends a value here. Fix: Write it in quotes: type: \"DECIMAL(18,2)\".")]
    [InlineData("name: status, type: STRING", "name: status, type: MAP<STRING, ARRAY<DECIMAL(9, 2)>>, tags: [a]", "5: schema[1].type: type.quotes: \"MAP<STRING\" is the type up to a comma, which ends a value here. Fix: Write it in quotes: type: \"MAP<STRING, ARRAY<DECIMAL(9,2)>>\".")]
    [InlineData("name: status, type: STRING", "name: status, type: STRING, tags: pii", "5: schema[1].tags: value.type: The text \"pii\" is here where a list is expected. Fix: Write a list such as [a, b].")]
    [InlineData("name: status, type: STRING", "name: status, type: STRING, tags: [PII]", "5: schema[1].tags[0]: tag.form: \"PII\" is not a tag. Fix: Write lower-case words joined by dots, such as pii.email.")]
    [InlineData("name: status, type: STRING", "name: Order_Id, type: STRING", "5: schema[1].name: column.duplicate: A column \"Order_Id\" is in line 4 already; case does not count. Fix: Rename or remove one of the two.")]
    [InlineData("access: { classification: internal }\n", "", "1: warning: access.classification: key.missing: The classification is missing and taken as internal. Fix: Say how far the data may travel: public, internal, confidential or restricted.")]
    [InlineData("access: { classification: internal }", "access: { pii_fields: [Status, place.spots.street] }", "9: warning: access.classification: key.missing: The classification is missing and taken as internal. Fix: Say how far the data may travel: public, internal, confidential or restricted.")]
    [InlineData("access: { classification: internal }", "access: { classification: Internal }", "9: access.classification: value.unknown: \"Internal\" is not known here. Fix: Did you mean internal? Use one of public, internal, confidential, restricted.")]
    [InlineData("access: { classification: internal }", "access: { classification: internal, pii_fields: [stauts] }", "9: access.pii_fields[0]: pii.unknown: The schema has no column \"stauts\". Fix: Did you mean status?")]
    [InlineData("access: { classification: internal }", "access: { classification: internal, pii_fields: [PLACE.spot] }", "9: access.pii_fields[0]: pii.unknown: The schema has no column \"PLACE.spot\". Fix: Did you mean place.spots?")]
    [InlineData("access: { classification: internal }", "access: { classification: internal, pii_fields: [fax] }", "9: warning: access.pii_fields[0]: pii.unknown: The schema has no column \"fax\". Fix: Use one of order_id, status, total, day, place, or add the column to the schema.")]
    [InlineData("access: { classification: internal }", "access: { classification: internal, pii_fields: [place.zip] }", "9: warning: access.pii_fields[0]: pii.unknown: The schema has no column \"place.zip\". Fix: Use one of order_id, status, total, day, place, or add the column to the schema.")]
    [InlineData("access: { classification: internal }", "  - { name: ratio, type: DOUBLE }\nkey: [ratio]\naccess: { classification: internal }", "10: warning: key[0]: key.type: ratio is DOUBLE, which is not compared exactly. Fix: Use columns with exact values, such as DECIMAL(18,2) or STRING.")]
    [InlineData("access: { classification: internal }", "  - { name: ratio, type: DOUBLE, required: true }\nkey: [ratio]\naccess: { classification: internal }", "10: key[0]: key.type: ratio is DOUBLE, which is not compared exactly. Fix: Use columns with exact values, such as DECIMAL(18,2) or STRING.")]
    [InlineData("owner: orders-team@company.com", "owner: \"a@b.c\\e[2J\"", "2: owner: text.control: The text holds the control character U+001B. Fix: Leave it out. Line breaks and tabs may be in description, examples, sql only, other control characters nowhere.")]
    [InlineData("owner: orders-team@company.com", "owner: \"a@b.c\\nx\"", "2: owner: text.control: The text holds the control character U+000A. Fix: Leave it out. Line breaks and tabs may be in description, examples, sql only, other control characters nowhere.")]
    [InlineData("owner: orders-team@company.com", "owner: a@b.c\ndescription: \"a\\N\"", "3: description: text.control: The text holds the control character U+0085. Fix: Leave it out. Line breaks and tabs may be in description, examples, sql only, other control characters nowhere.")]
    [InlineData("owner: orders-team@company.com", "owner: a@b.c\ndescription: \"a\\u202eb\"", "3: description: text.control: The text holds the control character U+202E. Fix: Leave it out. Line breaks and tabs may be in description, examples, sql only, other control characters nowhere.")]
    [InlineData("owner: orders-team@company.com", "owner: a@b.c\nexamples: [SELECT 1, \"SELECT 2 \\x15\\e[201~\"]", "3: examples[1]: text.control: The text holds the control character U+0015. Fix: Leave it out. Line breaks and tabs may be in description, examples, sql only, other control characters nowhere.")]
    public void Changing_one_thing_gives_one_issue(string from, string to, string expected) =>
        Assert.Equal([$"data-product.yaml:{expected}"], Yaml.Issues(Yaml.Changed(from, to)));

    [Fact]
    public void Text_of_several_lines_has_line_breaks_and_tabs() =>
        Assert.Empty(Yaml.Issues(Yaml.Changed("owner: orders-team@company.com", "owner: a@b.c\ndescription: |\n  a\n  b\nexamples: [\"SELECT 1\\n\\tFROM x\"]\nquality: { checks: [ { sql: \"SELECT 1\\nFROM this\" } ] }")));

    [Theory]
    [InlineData("schema: []", "3: schema: schema.empty: The schema has no column. Fix: Write a list of columns such as \"- { name: order_id, type: UUID }\".")]
    [InlineData("schema:", "1: schema: key.missing: The key schema is missing. Fix: Write a list of columns such as \"- { name: order_id, type: UUID }\".")]
    [InlineData("schema: { order_id: UUID }", "3: schema: value.type: A mapping of keys is here where a list is expected. Fix: Write a list of columns such as \"- { name: order_id, type: UUID }\".")]
    [InlineData("schema: [order_id]", "3: schema[0]: value.type: The text \"order_id\" is here where keys are expected. Fix: Write \"name: …\" and \"type: …\".")]
    public void Schema_that_is_none_gives_one_issue(string schema, string expected) => Assert.Equal(
        [$"data-product.yaml:{expected}"],
        Yaml.Issues($"name: orders.orders\nowner: a@b.c\n{schema}\naccess: {{ classification: public }}\n"));

    [Theory]
    [InlineData("key: [order_id, status]", "10: warning: key[1]: key.nullable: status may be without a value. Fix: Give status \"required: true\".")]
    [InlineData("key: [place]", "10: key[0]: key.type: place is STRUCT<city:STRING, spots:ARRAY<STRUCT<street:STRING>>>, which names no row. Fix: Use columns with single values.")]
    [InlineData("key: [orderid]", "10: key[0]: column.unknown: The schema has no column \"orderid\". Fix: Did you mean order_id?")]
    [InlineData("key: order_id", "10: key: value.type: The text \"order_id\" is here where a list is expected. Fix: Write a list such as [a, b].")]
    [InlineData("accountable: ada@company.com", "10: accountable: value.type: The text \"ada@company.com\" is here where keys are expected. Fix: Write \"{ name: Ada Lovelace, email: ada@company.com }\".")]
    [InlineData("accountable: { name: Ada Lovelace }", "10: accountable.email: key.missing: The key email is missing. Fix: Give the person's address, such as \"email: ada@company.com\".")]
    [InlineData("accountable: { name: \" \", email: ada@company.com }", "10: accountable.name: key.missing: The key name is missing. Fix: Name the person, such as \"name: Ada Lovelace\".")]
    [InlineData("accountable: { name: Ada, email: \"javascript:alert(1)\" }", "10: accountable.email: email.form: \"javascript:alert(1)\" is not an e-mail address. Fix: Write one that readers can write to, such as ada@company.com.")]
    [InlineData("accountable: { name: Ada, email: \"https://ada@company.com\" }", "10: accountable.email: email.form: \"https://ada@company.com\" is not an e-mail address. Fix: Write one that readers can write to, such as ada@company.com.")]
    [InlineData("accountable: { name: Ada, email: ada@company.com, phone: 1 }", "10: accountable.phone: key.unknown: The key \"phone\" is not known here. Fix: Use one of name, email.")]
    [InlineData("inputs: shop.orders", "10: inputs: value.type: The text \"shop.orders\" is here where a list is expected. Fix: Write a list such as [a, b].")]
    [InlineData("inputs: [orders]", "10: inputs[0]: input.form: \"orders\" is not a product's name, which is \"domain.product\". Fix: Name a product, such as orders.orders.")]
    [InlineData("inputs: [orders.orders]", "10: inputs[0]: input.self: orders.orders is the product itself. Fix: Name the products that it is made of.")]
    [InlineData("inputs: [a.b, a.b]", "10: inputs[1]: value.duplicate: \"a.b\" is in the list already. Fix: Remove it.")]
    [InlineData("consumer: { team: x }\nkind: consumer-aligned", "10: consumer: value.type: A mapping of keys is here where a text is expected. Fix: Write a text.")]
    [InlineData("consumer: Finance", "10: warning: consumer: consumer.kind: Only a consumer-aligned product is made for one consumer. Fix: Write \"kind: consumer-aligned\", or leave consumer out.")]
    [InlineData("kind: consumer-aligned", "1: warning: consumer: key.missing: A consumer-aligned product does not say who it is made for. Fix: Name the team or the use, such as \"consumer: Finance, for the monthly closing\".")]
    [InlineData("ports: []", "10: ports: ports.empty: A product without a port cannot be read. Fix: Write \"ports: [table]\", or leave the key out.")]
    [InlineData("ports: table", "10: ports: value.type: The text \"table\" is here where a list is expected. Fix: Write a list such as [a, b].")]
    [InlineData("ports: [table, table]", "10: ports[1]: value.duplicate: \"table\" is in the list already. Fix: Remove it.")]
    [InlineData("retention: forever", "10: retention: duration.form: \"forever\" is not a duration. Fix: Write a whole number and a unit (seconds, minutes, hours, days or weeks), such as \"5 minutes\".")]
    [InlineData("retention: { keep: 0 days }", "10: retention.keep: duration.form: \"0 days\" is not a duration. Fix: Write a whole number and a unit (seconds, minutes, hours, days or weeks), such as \"5 minutes\".")]
    [InlineData("retention: { by: day }", "10: retention.keep: key.missing: The key keep is missing. Fix: Say how long, such as \"keep: 400 days\".")]
    [InlineData("retention: { keep: 9 days, by: total }", "10: retention.by: retention.by: total is DECIMAL(18,2); a retention counts from a date or a timestamp. Fix: Name such a column, or leave by out to count from the first publication.")]
    [InlineData("retention: [9 days]", "10: retention: value.type: A list is here where keys are expected. Fix: Write \"400 days\" or \"{ keep: 400 days, by: occurred_at }\".")]
    [InlineData("partition_by: month(day)", "10: partition_by: value.type: The text \"month(day)\" is here where a list is expected. Fix: Write a list such as \"- { column: occurred_at, transform: month }\".")]
    [InlineData("partition_by: [day]", "10: partition_by[0]: value.type: The text \"day\" is here where keys are expected. Fix: Write \"column: occurred_at\" and \"transform: month\".")]
    [InlineData("partition_by: [ { transform: month } ]", "10: partition_by[0].column: key.missing: The key column is missing. Fix: Name the column that divides the rows.")]
    [InlineData("partition_by: [ { column: dya, transform: month } ]", "10: partition_by[0].column: column.unknown: The schema has no column \"dya\". Fix: Did you mean day?")]
    [InlineData("partition_by: [ { column: day, transform: months } ]", "10: partition_by[0].transform: transform.unknown: \"months\" is not a transform. Fix: Did you mean month? Use one of identity, year, month, day, hour, bucket[16], truncate[10], with at most 1000 buckets.")]
    [InlineData("partition_by: [ { column: order_id, transform: \"bucket[0]\" } ]", "10: partition_by[0].transform: transform.unknown: \"bucket[0]\" is not a transform. Fix: Did you mean bucket[16]? Use one of identity, year, month, day, hour, bucket[16], truncate[10], with at most 1000 buckets.")]
    [InlineData("partition_by: [ { column: order_id, transform: \"bucket[1001]\" } ]", "10: partition_by[0].transform: transform.unknown: \"bucket[1001]\" is not a transform. Fix: Did you mean bucket[16]? Use one of identity, year, month, day, hour, bucket[16], truncate[10], with at most 1000 buckets.")]
    [InlineData("partition_by: [ { column: day, transform: hour } ]", "10: partition_by[0].transform: partition.type: day is DATE, which hour does not take. Fix: Use one of identity, year, month, day, bucket[16], or another column.")]
    [InlineData("partition_by: [ { column: order_id, transform: \"truncate[3]\" } ]", "10: partition_by[0].transform: partition.type: order_id is UUID, which truncate[3] does not take. Fix: Use one of identity, bucket[16], or another column.")]
    [InlineData("partition_by: [ { column: place } ]", "10: partition_by[0].column: partition.type: place is STRUCT<city:STRING, spots:ARRAY<STRUCT<street:STRING>>>, which identity does not take. Fix: Divide the rows by another column.")]
    [InlineData("partition_by:\n  - { column: day }\n  - { column: day, transform: month }", "12: partition_by[1].column: partition.duplicate: day divides the rows in line 11 already. Fix: Keep one of the two.")]
    [InlineData("partition_by: [ { column: day, with: month } ]", "10: partition_by[0].with: key.unknown: The key \"with\" is not known here. Fix: Use one of column, transform.")]
    [InlineData("examples: SELECT 1", "10: examples: value.type: The text \"SELECT 1\" is here where a list is expected. Fix: Write a list such as [a, b].")]
    [InlineData("examples: [~]", "10: examples[0]: value.type: Nothing is here where a text is expected. Fix: Write a text.")]
    [InlineData("quality: good", "10: quality: value.type: The text \"good\" is here where keys are expected. Fix: Write \"freshness_sla: 5 minutes\" below it.")]
    [InlineData("quality: { completeness: 101% }", "10: quality.completeness: percentage.form: \"101%\" is not a share from 0% to 100%. Fix: Write it with a percent sign, such as \"99.9%\".")]
    [InlineData("quality: { schema_evolution: backward }", "10: quality.schema_evolution: value.unknown: \"backward\" is not known here. Fix: Use one of backward_compatible, forward_compatible, full, none.")]
    [InlineData("quality: { freshness_sla: by 6:60 daily }", "10: quality.freshness_sla: freshness.form: \"6:60\" is not a time of day. Fix: Write it in 24 hours such as 06:00, or as 6am.")]
    [InlineData("quality: { freshness_sla: by 06:00 daily Europe/Brelin }", "10: quality.freshness_sla: freshness.form: \"Europe/Brelin\" is not a time zone. Fix: Use an IANA name such as Europe/Berlin or UTC.")]
    [InlineData("sla: 5", "10: sla: key.unknown: The key \"sla\" is not known here. Fix: Use one of name, version, kind, consumer, owner, accountable, description, inputs, schema, key, quality, access, partition_by, retention, publish_interval, ports, examples.")]
    [InlineData("publish_interval: soon", "10: publish_interval: duration.form: \"soon\" is not a duration. Fix: Write a whole number and a unit (seconds, minutes, hours, days or weeks), such as \"5 minutes\".")]
    [InlineData("publish_interval: 2 hours", "10: publish_interval: publish_interval.range: Rows may wait for one hour at most, not 2 hours. Fix: Write \"1 hour\" or less.")]
    [InlineData("publish_interval: 1 minute\nquality: { freshness_sla: 1 minute }", "10: publish_interval: publish_interval.freshness: Rows that wait 1 minute break the promise freshness_sla of 1 minute. Fix: Write an interval shorter than freshness_sla, or leave the key out.")]
    public void Adding_one_key_gives_one_issue(string added, string expected) =>
        Assert.Equal([$"data-product.yaml:{expected}"], Yaml.Issues(Yaml.With(added)));

    [Theory]
    [InlineData("{}", "quality.checks[0]: check.kind: The check lacks its kind. Fix: Use one of {kinds}.")]
    [InlineData("{ uniq: [status] }", "quality.checks[0].uniq: key.unknown: The key \"uniq\" is not known here. Fix: Did you mean unique?")]
    [InlineData("{ not_null: }", "quality.checks[0].not_null: check.terms: The check not_null says nothing. Fix: Write its columns or terms.")]
    [InlineData("{ not_null: [] }", "quality.checks[0].not_null: check.columns: The check names no column. Fix: Name at least one, or remove the check.")]
    [InlineData("{ not_null: [x] }", "quality.checks[0].not_null[0]: column.unknown: The schema has no column \"x\". Fix: Use one of order_id, status, total, day, place, or add the column to the schema.")]
    [InlineData("{ not_null: [status], unique: [status] }", "quality.checks[0]: check.kinds: One check has the kinds not_null, unique. Fix: Give each kind a list entry of its own.")]
    [InlineData("{ not_null: [status], severity: fatal }", "quality.checks[0].severity: value.unknown: \"fatal\" is not known here. Fix: Use one of error, warn.")]
    [InlineData("not_null", "quality.checks[0]: value.type: The text \"not_null\" is here where keys are expected. Fix: Write a check such as \"not_null: [order_id]\".")]
    [InlineData("{ accepted_values: { column: status } }", "quality.checks[0].accepted_values: check.values: The check accepts no value. Fix: List them: \"values: [a, b]\".")]
    [InlineData("{ accepted_values: { column: day, values: [2026-01-31, tomorrow] } }", "quality.checks[0].accepted_values.values[1]: check.value: \"tomorrow\" is not a value of day, which is DATE. Fix: Write a date such as 2026-01-31.")]
    [InlineData("{ range: { column: total } }", "quality.checks[0].range: check.bounds: The range has no bound. Fix: Give it min, max or both.")]
    [InlineData("{ range: { column: total, min: 10, max: 9.5 } }", "quality.checks[0].range: check.bounds: The range begins at 10 after its end 9.5. Fix: Exchange them.")]
    [InlineData("{ range: { column: total, min: 1,0 } }", "quality.checks[0].range.0: key.unknown: The key \"0\" is not known here. Fix: Use one of column, min, max.")]
    [InlineData("{ range: { column: total, min: low } }", "quality.checks[0].range.min: check.value: \"low\" is not a value of total, which is DECIMAL(18,2). Fix: Write a decimal number such as 12.50.")]
    [InlineData("{ range: { column: total, min: 0.004 } }", "quality.checks[0].range.min: check.value: \"0.004\" is not a value of total, which is DECIMAL(18,2). Fix: Write a decimal number such as 12.50.")]
    [InlineData("{ range: { column: total, max: 99999999999999999 } }", "quality.checks[0].range.max: check.value: \"99999999999999999\" is not a value of total, which is DECIMAL(18,2). Fix: Write a decimal number such as 12.50.")]
    [InlineData("{ range: { column: status, min: a } }", "quality.checks[0].range: check.type: status is STRING, which has no range. Fix: Use range for numbers, dates and times.")]
    [InlineData("{ range: { min: 1 } }", "quality.checks[0].range.column: key.missing: The key column is missing. Fix: Name the column that is checked.")]
    [InlineData("{ regex: { column: status, pattern: \"(\" } }", "quality.checks[0].regex.pattern: check.pattern: The pattern cannot be used: InsufficientClosingParentheses at character 2. Fix: Use a regular expression without look-around and back references (RE2).")]
    [InlineData("{ regex: { column: status, pattern: \"(?=a)b\" } }", "quality.checks[0].regex.pattern: check.pattern: The pattern cannot be used: it needs backtracking. Fix: Use a regular expression without look-around and back references (RE2).")]
    [InlineData(@"{ regex: { column: status, pattern: 'a\u0061' } }", "quality.checks[0].regex.pattern: check.pattern: The pattern cannot be used: the engine does not know \"\\u\" at character 2. Fix: Use a regular expression without look-around and back references (RE2).")]
    [InlineData(@"{ regex: { column: status, pattern: '[a-z-[aeiou]]' } }", "quality.checks[0].regex.pattern: check.pattern: The pattern cannot be used: the engine does not know \"-[\" at character 5. Fix: Use a regular expression without look-around and back references (RE2).")]
    [InlineData(@"{ regex: { column: status, pattern: '\\\Z' } }", "quality.checks[0].regex.pattern: check.pattern: The pattern cannot be used: the engine does not know \"\\Z\" at character 3. Fix: Use a regular expression without look-around and back references (RE2).")]
    [InlineData(@"{ regex: { column: status, pattern: '(?<year>\d{4})' } }", "quality.checks[0].regex.pattern: check.pattern: The pattern cannot be used: the engine does not know \"(?<\" at character 1. Fix: Use a regular expression without look-around and back references (RE2).")]
    [InlineData(@"{ regex: { column: status, pattern: '(?x: a)' } }", "quality.checks[0].regex.pattern: check.pattern: The pattern cannot be used: the engine does not know \"(?x:\" at character 1. Fix: Use a regular expression without look-around and back references (RE2).")]
    [InlineData(@"{ regex: { column: status, pattern: '\p{IsGreek}' } }", "quality.checks[0].regex.pattern: check.pattern: The pattern cannot be used: the engine does not know \"\\p{IsGreek}\" at character 1. Fix: Use a regular expression without look-around and back references (RE2).")]
    [InlineData(@"{ regex: { column: status, pattern: 'a{2,1001}' } }", "quality.checks[0].regex.pattern: check.pattern: The pattern cannot be used: it repeats a part 1001 times, 1000 are the most. Fix: Use a regular expression without look-around and back references (RE2).")]
    [InlineData("{ regex: { column: total, pattern: a } }", "quality.checks[0].regex: check.type: total is DECIMAL(18,2). Fix: Use regex for STRING columns.")]
    [InlineData("{ row_count: { } }", "quality.checks[0].row_count: check.bounds: The count has no bound. Fix: Give it min, max or both.")]
    [InlineData("{ row_count: { min: -1 } }", "quality.checks[0].row_count.min: value.type: \"-1\" is not a whole number from 0 to 9223372036854775807. Fix: Write one.")]
    [InlineData("{ row_count: { min: 5, max: 4 } }", "quality.checks[0].row_count: check.bounds: The count begins at 5 after its end 4. Fix: Exchange them.")]
    [InlineData("{ referential: { column: order_id, to: orders.order_id } }", "quality.checks[0].referential.to: check.target: \"orders.order_id\" is not a column of a product. Fix: Write domain.product.column, such as orders.orders.order_id.")]
    [InlineData("{ referential: { column: order_id, to: orders.orders.order_id } }", "quality.checks[0].referential.to: check.target: orders.orders is this product itself. Fix: Name another product, or use an sql check over \"this\" and \"existing\", the rows alongside the batch.")]
    [InlineData("{ distribution_drift: { column: total, max_distance: 1.5 } }", "quality.checks[0].distribution_drift.max_distance: check.value: \"1.5\" is not a distance. Fix: Write a number above 0 and at most 1, such as 0.2.")]
    [InlineData("{ distribution_drift: { column: total, snapshots: 0 } }", "quality.checks[0].distribution_drift.snapshots: value.type: \"0\" is not a whole number from 1 to 1000. Fix: Write one.")]
    [InlineData("{ sql: [SELECT] }", "quality.checks[0].sql: value.type: A list is here where a text is expected. Fix: Write a text.")]
    [InlineData("{ freshness: { column: day } }", "quality.checks[0].freshness.max_age: key.missing: The key max_age is missing. Fix: Say how old the newest value may be, such as \"5 minutes\".")]
    [InlineData("{ freshness: { column: day, max_age: soon } }", "quality.checks[0].freshness.max_age: duration.form: \"soon\" is not a duration. Fix: Write a whole number and a unit (seconds, minutes, hours, days or weeks), such as \"5 minutes\".")]
    [InlineData("{ freshness: { column: status, max_age: 5 minutes } }", "quality.checks[0].freshness: check.type: status is STRING, which has no age. Fix: Use freshness for dates and timestamps.")]
    [InlineData("{ completeness: { column: status, min: most } }", "quality.checks[0].completeness.min: percentage.form: \"most\" is not a share from 0% to 100%. Fix: Write it with a percent sign, such as 99.9%.")]
    [InlineData("{ age: { max: 1 } }", "quality.checks[0].age: key.unknown: The key \"age\" is not known here. Fix: Use one of severity, {kinds}.")]
    public void Check_with_one_mistake_gives_one_issue(string check, string expected) =>
        Assert.Equal([$"data-product.yaml:12: {expected.Replace("{kinds}", string.Join(", ", QualityCheckKinds.All), StringComparison.Ordinal)}"], Yaml.Issues(Yaml.With($"quality:\n  checks:\n    - {check}\n")));

    [Theory]
    [InlineData("{ range: { column: total, min: 0 } }", "{ range: { min: 0, column: total } }", true)]
    [InlineData("{ not_null: [status] }", "{ not_null: [status], severity: error }", true)]
    [InlineData("{ not_null: [status] }", "{ not_null: [status], severity: warn }", false)]
    [InlineData("{ range: { column: total, min: 0 } }", "{ range: { column: total, min: 1 } }", false)]
    public void Same_check_twice_is_a_warning(string first, string second, bool isSame) => Assert.Equal(
        isSame ? ["data-product.yaml:14: warning: quality.checks[2]: check.duplicate: The same check is in line 12 already. Fix: Remove one of the two."] : [],
        Yaml.Issues(Yaml.With($"quality:\n  checks:\n    - {first}\n    - unique: [order_id]\n    - {second}\n")));

    [Theory]
    [InlineData("INTEGER", "DOUBLE", true)]
    [InlineData("BIGINT", "DECIMAL(38,2)", true)]
    [InlineData("DECIMAL(9,2)", "DECIMAL(18,4)", true)]
    [InlineData("DATE", "TIMESTAMP", true)]
    [InlineData("UUID", "UUID", true)]
    [InlineData("STRING", "BIGINT", false)]
    [InlineData("UUID", "STRING", false)]
    [InlineData("BOOLEAN", "INTEGER", false)]
    [InlineData("TIME", "TIMESTAMP", false)]
    public void Reference_is_validated_against_the_other_products_columns_where_these_are_known(string type, string other, bool fits)
    {
        const string Descriptor = """
            name: orders.orders
            owner: orders-team@company.com
            description: for a test
            schema: [ { name: a, type: "{0}", description: d } ]
            quality: { checks: [ { referential: { column: a, to: shop.places.b } } ] }
            access: { classification: internal }
            """;
        var text = Descriptor.Replace("{0}", type, StringComparison.Ordinal);

        var held = DescriptorReader.Read(text, Yaml.File, product => product.ToString() == "shop.places" ? [new ColumnDefinition { Name = "b", Type = ColumnType.Parse(other) }] : null);

        Assert.Equal(
            fits ? [] : [$"data-product.yaml:5: quality.checks[0].referential.to: check.type: a is {type} and shop.places.b is {other}: a value of the one is none of the other. Fix: Name a column of type {type}, or give a the type {other}."],
            held.Issues.Where(issue => issue.Severity == IssueSeverity.Error).Select(issue => issue.ToString()));
        Assert.True(DescriptorReader.Read(text, Yaml.File).IsValid);
    }

    [Theory]
    [InlineData("quality: { freshness_sla: \"by 06:00 daily Europe/Berlin\", completeness: \"99.95 %\" }")]
    [InlineData("quality: { freshness_sla: by 23:59 daily }")]
    [InlineData("quality: { freshness_sla: 1 Hour }")]
    [InlineData("quality: { checks: [ { not_null: order_id }, { range: { column: day, min: 2016-01-01, max: 2030-12-31 } } ] }")]
    [InlineData("quality: { checks: [ { accepted_values: { column: total, values: [1, 2.50] } } ] }")]
    [InlineData(@"quality: { checks: [ { regex: { column: status, pattern: '\\u[(?#x)\]]\(?<{2000[{1001}]\p{Lu}(?i:a){1000}' } } ] }")]
    [InlineData("partition_by: [ { column: day, transform: month }, { column: order_id, transform: \"bucket[16]\" }, { column: total, transform: \"truncate[100]\" }, { column: status } ]")]
    [InlineData("partition_by: []")]
    [InlineData("retention: 52 weeks")]
    [InlineData("publish_interval: 1 second")]
    [InlineData("publish_interval: 1 hour\nquality: { freshness_sla: by 06:00 daily }")]
    [InlineData("retention: { keep: 400 days }")]
    [InlineData("description:\nexamples:\nkey: []\n")]
    public void Valid_form_gives_no_issue(string added) => Assert.Empty(Yaml.Issues(Yaml.With(added)));

    [Theory]
    [InlineData("status", "{ column: status }")]
    [InlineData("day", "{ column: day, transform: month }")]
    public void Personal_data_in_paths_gives_a_warning(string column, string term) => Assert.Equal(
        [$"data-product.yaml:10: warning: partition_by[0].column: partition.pii: {column} holds personal data, and a partition's value is in the paths of its files. Fix: Use bucket, or another column."],
        Yaml.Issues(Yaml.Changed("classification: internal", $"classification: internal, pii_fields: [{column}]") + $"partition_by: [ {term} ]\n"));

    [Fact]
    public void Column_that_cannot_be_read_is_not_reported_again_where_it_is_named() => Assert.Equal(
        ["data-product.yaml:5: schema[1].type: type.unknown: \"TEXT\" is not a type. Fix: Write STRING."],
        Yaml.Issues(Yaml.Changed("name: status, type: STRING", "name: status, type: TEXT") + "key: [status]\nquality: { checks: [ { unique: [status] } ] }\n"));
}
