using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json.Nodes;
using MeshStarter.QueryProxy.Failures;
using MeshStarter.QueryProxy.Sql;

namespace MeshStarter.QueryProxy.Dialect;

/// <summary>Functions of instants of other zones, and instants beside timestamps without one.</summary>
internal sealed partial class DialectRewriter
{
    /// <summary>Units that are as long on every day.</summary>
    private static readonly FrozenSet<string> OfElapsedTime = FrozenSet.Create(StringComparer.Ordinal, "millisecond", "second", "minute", "hour");

    private void ZonedCall(JsonObject node, string name)
    {
        if (name.StartsWith(DialectMacros.Prefix, StringComparison.Ordinal))
        {
            // Written here.
            return;
        }

        var children = DialectNodes.Children(node).Select(child => child!.AsObject()).ToList();
        switch (name)
        {
            case "today" or "current_localtime" or "current_localtimestamp" or "get_current_time" when children.Count == 0 && !_session.IsUtc:
                TimeOfSession(node, name);
                return;
            case "make_timestamptz" when children.Count == 6 && !_session.IsUtc:
                _pending[node] = () =>
                {
                    Rename(node, "make_timestamp");
                    var place = DialectNodes.Null();
                    DialectNodes.Replace(node, place);
                    DialectNodes.Replace(place, InSessionZone(node, "instant"));
                };
                return;
            case "timezone" when children.Count == 2 && _types.Of(children[1]).Kind == ExpressionKind.Date:
                throw Mismatch(node, "Type of value must be a time or timestamp with or without time zone (actual date). Write CAST(… AS timestamp).");
            case "timezone" or "at_timezone" when children.Count == 2 && !_session.IsUtc:
                var value = children[name == "timezone" ? 1 : 0];
                if (_types.Of(value).Kind is not (ExpressionKind.Instant or ExpressionKind.Null))
                {
                    AsInstant(value);
                }

                return;
            case "with_timezone" or "from_unixtime" when children.Count == 2:
                RequireZone(node, children[1], TrinoErrorCode.InvalidFunctionArgument);
                return;
            case "format_datetime" when children.Count == 2 && DialectNodes.TextConstant(children[1]) is { } format && DateFormats.FromJava(format) is null && DateFormats.FromJava(format, ExpressionType.Utc) is not null:
                FormatWithZone(node, children[0], format);
                return;
            case "timezone" when children.Count == 1 && _types.Of(children[0]) is { Kind: ExpressionKind.Instant } named:
                var itsName = RequireOne(node, named);
                _pending[node] = () => Become(node, DialectNodes.Function(Macro("if_value"), DialectNodes.Take(node)[0], DialectNodes.Constant(itsName)));
                return;
            case "typeof" when children.Count == 1 && _types.Of(children[0]) is { Kind: ExpressionKind.Instant or ExpressionKind.Timestamp, Digits: { } ofSecond } typed:
                var typeName = string.Create(CultureInfo.InvariantCulture, $"timestamp({ofSecond}){(typed.Kind == ExpressionKind.Instant ? " with time zone" : "")}");
                _pending[node] = () => Become(node, DialectNodes.Function(Macro("named_type"), DialectNodes.Take(node)[0], DialectNodes.Constant(typeName)));
                return;
            case "to_iso8601" when children.Count == 1 && _types.Of(children[0]) is { Kind: ExpressionKind.Instant } instant:
                var zone = EngineZone(node, RequireOne(node, instant));
                _pending[node] = () => Become(node, DialectNodes.Function(Macro("iso8601_at"), DialectNodes.Take(node)[0], zone, Digits(instant)));
                return;
            case "to_iso8601" when children.Count == 1 && _types.Of(children[0]) is { Kind: ExpressionKind.Timestamp } local:
                _pending[node] = () => Become(node, DialectNodes.Function(Macro("iso8601_of_timestamp"), DialectNodes.Take(node)[0], Digits(local)));
                return;
            case "to_unixtime" or "timezone_hour" or "timezone_minute" when children.Count == 1 && !_session.IsUtc && IsLocal(_types.Of(children[0]).Kind):
                // Of an instant, which the session's zone makes of it.
                AsInstant(children[0]);
                if (name != "to_unixtime")
                {
                    OfZone(node, name, children, 0, ExpressionType.Instant(_session.Zone));
                }

                return;
            case "nullif" when children.Count == 2 && !_session.IsUtc && IsLocal(_types.Of(children[0]).Kind) && _types.Of(children[1]).Kind == ExpressionKind.Instant:
                var first = _types.Of(children[0]).Kind;
                _pending[node] = () =>
                {
                    var pair = DialectNodes.Take(node);
                    var isSame = DialectNodes.Comparison("COMPARE_EQUAL", InstantOf(Copy(pair[0]).AsObject(), first, isTry: false), pair[1]);
                    Become(node, DialectNodes.Case(pair[0], (isSame, DialectNodes.Null())));
                };
                return;
            case "contains" or "array_position" or "array_remove" when children.Count == 2 && !_session.IsUtc && _types.Of(children[0]).Item == ExpressionKind.Instant && IsLocal(_types.Of(children[1]).Kind):
                AsInstant(children[1]);
                break;
            case "contains" or "array_position" or "array_remove" when children.Count == 2 && !_session.IsUtc && IsLocal(_types.Of(children[0]).Item) && _types.Of(children[1]).Kind == ExpressionKind.Instant:
            case "array_union" or "array_intersect" or "array_except" or "arrays_overlap" or "concat" or "||" when !_session.IsUtc && children.Exists(child => _types.Of(child).Item == ExpressionKind.Instant) && children.Exists(child => IsLocal(_types.Of(child).Item)):
                throw Failed(TrinoErrorCode.NotSupported, node, $"{name} takes no array of timestamps without a zone beside instants here. Write transform(…, x -> CAST(x AS timestamp with time zone)).");
            case "format":
                foreach (var shown in children.Skip(1).Where(child => _types.Of(child) is { IsUtc: true, Kind: ExpressionKind.Instant or ExpressionKind.Timestamp }))
                {
                    var written = DialectNodes.Function(Macro(_types.Of(shown).Kind == ExpressionKind.Instant ? "java_instant" : "java_timestamp"));
                    DialectNodes.Replace(shown, written);
                    DialectNodes.Children(written).Add(shown);
                }

                break;
            case "greatest" or "least" or "nullif" or "ifnull" or "coalesce":
                Together(children);
                break;
            case "-" when children.Count == 2 && children.All(child => ExpressionKinds.IsTime(_types.Of(child).Kind)):
                Together(children);
                return;
            case "lag" or "lead" when children.Count > 0 && node["default_expr"] is JsonObject otherwise:
                Together([children[0], otherwise]);
                break;
            case "date_diff" when children.Count == 3:
                Together(children.Skip(1));
                if (!_session.IsUtc && IsLocal(_types.Of(children[1]).Kind) && _types.Of(children[2]).Kind == ExpressionKind.Instant && IsOfLocalDays(children))
                {
                    WithZone(node, "date_diff_at", ExpressionType.Instant(_session.Zone));
                }

                break;
        }

        for (var at = 0; at < children.Count; at++)
        {
            if (_types.Of(children[at]) is { IsUtc: false } type && DialectNodes.Class(children[at]) != "LAMBDA")
            {
                OfZone(node, name, children, at, type);
            }
        }
    }

    // yyyy-MM-dd HH:mm ZZ
    private void FormatWithZone(JsonObject node, JsonObject value, string format)
    {
        var type = _types.Of(value);
        if (type.Kind is ExpressionKind.Date or ExpressionKind.Timestamp)
        {
            throw Failed(TrinoErrorCode.InvalidFunctionArgument, node, "format_datetime for TIMESTAMP type, cannot use 'Z' nor 'z' in format, as this type does not contain TZ information. Write with_timezone(…, 'UTC').");
        }

        if (type.Kind == ExpressionKind.Instant && RequireOne(node, type) is var zone && DateFormats.FromJava(format, zone) is { } translated)
        {
            var engine = EngineZone(node, zone);
            _pending[node] = () => Become(node, DialectNodes.Function(Macro("format_at"), DialectNodes.Take(node)[0], engine, DialectNodes.Constant(translated)));
        }
    }

    /// <summary>Gives a function the zone of an argument.</summary>
    private void OfZone(JsonObject node, string name, List<JsonObject> children, int at, ExpressionType type)
    {
        switch (name)
        {
            case "timezone_hour" or "timezone_minute":
            case "date_part" or "datepart" when at == 1 && DialectNodes.TextConstant(children[0]) is { } part && AsciiNames.Lower(part) is "timezone_hour" or "timezone_minute":
                var zone = EngineZone(node, RequireOne(node, type));
                var macro = name.StartsWith("date", StringComparison.Ordinal) ? AsciiNames.Lower(DialectNodes.TextConstant(children[0])!) : name;
                _pending[node] = () => Become(node, DialectNodes.Function(Macro($"{macro}_at"), DialectNodes.Take(node)[^1], zone));
                break;
            case "date_trunc" when at == 1:
                WithZone(node, "date_trunc_at", type);
                break;
            case "date_add" when at == 2:
                if (!IsOfElapsedTime(children[0]))
                {
                    WithZone(node, "date_add_at", type);
                }

                break;
            case "date_diff" when at == 1:
                if (IsOfLocalDays(children))
                {
                    WithZone(node, "date_diff_at", type);
                }

                break;
            case "+" or "-" when HasMonths(children[1 - at]):
                var sum = EngineZone(node, RequireOne(node, type));
                _pending[node] = () =>
                {
                    var parts = DialectNodes.Take(node);
                    Become(node, DialectNodes.Function(Macro("plus_at"), parts[at], name == "-" ? DialectNodes.Operator("*", parts[1 - at], DialectNodes.Constant(-1)) : parts[1 - at], sum));
                };
                break;
            case var _ when ZoneFunctions.OfClocks.Contains(name):
                Local(node, children[at], type);
                break;
            case var _ when !ZoneFunctions.Keep.Contains(name) && !ZoneFunctions.WithoutZone.Contains(name):
                throw Failed(TrinoErrorCode.NotSupported, node, $"{name} cannot keep the time zone{(type.HasHiddenZone ? "" : $" {type.Zone}")} of its argument here. {Advice}");
        }
    }

    private static bool IsOfElapsedTime(JsonObject unit) => DialectNodes.TextConstant(unit) is { } text && OfElapsedTime.Contains(AsciiNames.Lower(text));

    // Of timestamps with more digits than milliseconds Trino counts days in UTC.
    private bool IsOfLocalDays(List<JsonObject> dateDiff) =>
        !IsOfElapsedTime(dateDiff[0]) && Math.Max(_types.Of(dateDiff[1]).Digits ?? 0, _types.Of(dateDiff[2]).Digits ?? 0) <= 3;

    /// <summary>Calls a macro, with the zone behind the arguments, in the place of a function.</summary>
    private void WithZone(JsonObject node, string macro, ExpressionType type)
    {
        var zone = EngineZone(node, RequireOne(node, type));
        _pending[node] = () =>
        {
            if (macro.StartsWith("date", StringComparison.Ordinal))
            {
                Unit(node);
            }

            DialectNodes.Children(node).Add((JsonNode)zone);
            Call(node, macro);
        };
    }

    // The engine has one type for both kinds of intervals; a query has them as literals.
    private static bool HasMonths(JsonNode? interval) => interval switch
    {
        JsonObject node => DialectNodes.FunctionName(node) is "to_months" or "to_years" or "to_quarters" or "to_decades" or "to_centuries" || node.Any(member => HasMonths(member.Value)),
        JsonArray items => items.Any(HasMonths),
        _ => false,
    };

    /// <summary>Makes instants of the dates and timestamps that come together with instants, by the session's zone.</summary>
    private void Together(IEnumerable<JsonNode> values)
    {
        var nodes = values.Select(value => value.AsObject()).ToList();
        if (_session.IsUtc || nodes.Count == 0)
        {
            return;
        }

        if (nodes.TrueForAll(IsRow) && nodes.TrueForAll(node => DialectNodes.Children(node).Count == DialectNodes.Children(nodes[0]).Count))
        {
            for (var at = 0; at < DialectNodes.Children(nodes[0]).Count; at++)
            {
                Together([.. nodes.Select(node => DialectNodes.Children(node)[at]!)]);
            }

            return;
        }

        RequireItemsOfOneKind(nodes[0], [.. nodes.Select(node => _types.Of(node))]);
        if (!nodes.Exists(node => _types.Of(node).Kind == ExpressionKind.Instant) && !(nodes.Exists(node => IsLocal(_types.Of(node).Kind)) && nodes.Exists(node => _types.Of(node).MayBeInstant)))
        {
            return;
        }

        foreach (var node in nodes.Where(node => _types.Of(node).Kind is ExpressionKind.Date or ExpressionKind.Timestamp or ExpressionKind.Text or ExpressionKind.Unknown))
        {
            AsInstant(node);
        }
    }

    // x IN (SELECT y …), (a, b) IN (SELECT c, d …)
    private void Within(JsonObject value, JsonObject query)
    {
        var columns = _types.OfQuery(query).Columns;
        List<JsonObject> values = IsRow(value) ? [.. DialectNodes.Children(value).Select(part => part!.AsObject())] : [value];
        for (var at = 0; at < columns.Count && columns.Count == values.Count; at++)
        {
            RequireItemsOfOneKind(values[at], [_types.Of(values[at]), columns[at].Type]);
            if (_types.Of(values[at]).Kind == ExpressionKind.Instant && IsLocal(columns[at].Type.Kind))
            {
                AsInstants(query, at);
            }
            else if (columns[at].Type.Kind == ExpressionKind.Instant && IsLocal(_types.Of(values[at]).Kind))
            {
                AsInstant(values[at]);
            }
        }
    }

    private void TogetherInColumns(JsonObject node)
    {
        switch (DialectNodes.Text(node, "type"))
        {
            case "SET_OPERATION_NODE" when !_session.IsUtc:
                var (left, right) = (node["left"]!.AsObject(), node["right"]!.AsObject());
                var (a, b) = (_types.OfQuery(left).Columns, _types.OfQuery(right).Columns);
                for (var at = 0; at < Math.Min(a.Count, b.Count); at++)
                {
                    RequireItemsOfOneKind(node, [a[at].Type, b[at].Type]);
                    if (a[at].Type.Kind == ExpressionKind.Instant && IsLocal(b[at].Type.Kind))
                    {
                        AsInstants(right, at);
                    }
                    else if (b[at].Type.Kind == ExpressionKind.Instant && IsLocal(a[at].Type.Kind))
                    {
                        AsInstants(left, at);
                    }
                }

                break;
            case "RECURSIVE_CTE_NODE":
                Step(node);
                break;
            case "JOIN" when !_session.IsUtc:
                RequireKeysOfOneKind(node);
                break;
            case "EXPRESSION_LIST":
                var rows = node["values"]!.AsArray().Select(row => row!.AsArray()).ToList();
                for (var at = 0; rows.Count > 0 && at < rows[0].Count; at++)
                {
                    Together([.. rows.Where(row => at < row.Count).Select(row => row[at]!)]);
                }

                break;
        }
    }

    // WITH RECURSIVE r(t) AS (SELECT … UNION ALL SELECT …): the second query's rows have the types of the first.
    private void Step(JsonObject node)
    {
        var step = node["right"]!.AsObject();
        var (first, next) = (_types.OfQuery(node["left"]!.AsObject()).Columns, _types.OfQuery(step).Columns);
        for (var at = 0; at < Math.Min(first.Count, next.Count); at++)
        {
            if (IsLocal(first[at].Type.Kind) && next[at].Type.Kind == ExpressionKind.Instant)
            {
                throw Mismatch(node, $"The recursion's step has timestamp with time zone in column {at + 1}, and its first query has {Name(first[at].Type.Kind)}. Write CAST(… AS timestamp with time zone) in the first query.");
            }

            if (!_session.IsUtc)
            {
                RequireItemsOfOneKind(node, [first[at].Type, next[at].Type]);
                if (first[at].Type.Kind == ExpressionKind.Instant && IsLocal(next[at].Type.Kind))
                {
                    AsInstants(step, at);
                }
            }
        }
    }

    // The engine matches the keys of USING by themselves, with UTC's clock.
    private void RequireKeysOfOneKind(JsonObject join)
    {
        foreach (var (name, left, right) in _types.KeysOf(join))
        {
            RequireItemsOfOneKind(join, [left, right]);
            if ((IsLocal(left.Kind) && right.MayBeInstant) || (IsLocal(right.Kind) && left.MayBeInstant))
            {
                throw Failed(TrinoErrorCode.NotSupported, join, $"The column {name} of USING is a date or timestamp on one side of the join, and may be an instant on the other. Write ON with CAST(… AS timestamp with time zone) around the first.");
            }
        }
    }

    private void RequireItemsOfOneKind(JsonObject node, IReadOnlyList<ExpressionType> arrays)
    {
        if (arrays.Any(array => array.Item == ExpressionKind.Instant) && arrays.Any(array => IsLocal(array.Item)))
        {
            throw Failed(TrinoErrorCode.NotSupported, node, "Arrays of timestamps without a zone come together with arrays of instants here. Write transform(…, x -> CAST(x AS timestamp with time zone)) around the first.");
        }
    }

    private static bool IsLocal(ExpressionKind kind) => kind is ExpressionKind.Date or ExpressionKind.Timestamp;

    /// <summary>Makes instants of a column of a query.</summary>
    private void AsInstants(JsonObject query, int column)
    {
        switch (DialectNodes.Text(query, "type"))
        {
            case "SET_OPERATION_NODE" when !DialectNodes.Text(query, "setop_type").EndsWith("BY_NAME", StringComparison.Ordinal):
                AsInstants(query["left"]!.AsObject(), column);
                AsInstants(query["right"]!.AsObject(), column);
                break;
            case "SELECT_NODE" when !query["select_list"]!.AsArray().Any(IsStar):
                var item = query["select_list"]![column]!.AsObject();
                if (DialectNodes.Text(item, "alias").Length == 0 && DialectNodes.Class(item) == "COLUMN_REF")
                {
                    item["alias"] = item["column_names"]!.AsArray()[^1]!.GetValue<string>();
                }

                AsInstant(item);
                break;
            default:
                throw Zoneless("Timestamps without a zone come together with instants here, in a column that * makes. Name the columns, and write CAST(… AS timestamp with time zone).");
        }
    }
}
