import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.math.BigDecimal;
import java.sql.*;
import java.util.*;

/** Does what JDBC's tools do, with Trino's own driver, and writes one line for each fact that it saw. */
public final class JdbcMesh {
    public static void main(String[] args) throws Exception {
        Properties settings = new Properties();
        for (int i = 2; i + 1 < args.length; i += 2) settings.setProperty(args[i], args[i + 1]);
        try (Connection connection = DriverManager.getConnection(args[1], settings)) {
            switch (args[0]) {
                case "browse" -> browse(connection);
                case "prepare" -> prepare(connection);
                case "read" -> read(connection);
                case "transaction" -> transaction(connection);
                case "types" -> types(connection);
                default -> throw new IllegalArgumentException(args[0]);
            }
        }
        // The driver's threads that acknowledge segments live for another minute.
        System.out.flush();
        System.exit(0);
    }

    private static void browse(Connection connection) throws SQLException {
        DatabaseMetaData metadata = connection.getMetaData();
        System.out.println("product: " + metadata.getDatabaseProductName() + " " + metadata.getDatabaseProductVersion());
        rows("catalogs", metadata.getCatalogs(), "TABLE_CAT");
        rows("schemas", metadata.getSchemas("mesh", null), "TABLE_CATALOG", "TABLE_SCHEM");
        rows("schemas like", metadata.getSchemas("mesh", "o%"), "TABLE_SCHEM");
        rows("tables", metadata.getTables("mesh", "orders", "%", null), "TABLE_CAT", "TABLE_SCHEM", "TABLE_NAME", "TABLE_TYPE", "REMARKS");
        rows("tables of a type", metadata.getTables("mesh", "pay%", null, new String[] {"TABLE"}), "TABLE_NAME");
        rows("tables by letter", metadata.getTables(null, null, "all_type_", null), "TABLE_NAME");
        rows("tables escaped", metadata.getTables(null, null, "all\\_types", null), "TABLE_NAME");
        rows("tables escaped wrongly", metadata.getTables(null, null, "all\\_type_s", null), "TABLE_NAME");
        rows("views", metadata.getTables(null, null, null, new String[] {"VIEW"}), "TABLE_NAME");
        rows("columns", metadata.getColumns("mesh", "orders", "orders", "%"), "COLUMN_NAME", "DATA_TYPE", "TYPE_NAME", "COLUMN_SIZE", "DECIMAL_DIGITS", "NULLABLE", "REMARKS", "ORDINAL_POSITION", "IS_NULLABLE");
        rows("columns like", metadata.getColumns("mesh", "inventory", "all\\_types", "a\\_d%"), "COLUMN_NAME", "DATA_TYPE");
        rows("system columns", metadata.getColumns("system", "jdbc", "table_types", null), "COLUMN_NAME", "TYPE_NAME");
        rows("table types", metadata.getTableTypes(), "TABLE_TYPE");
        Set<String> types = new TreeSet<>();
        try (ResultSet info = metadata.getTypeInfo()) {
            while (info.next()) types.add(info.getString("TYPE_NAME") + "=" + info.getInt("DATA_TYPE"));
        }
        System.out.println("type info: " + types);
        rows("primary keys", metadata.getPrimaryKeys("mesh", "orders", "orders"), "COLUMN_NAME");
        rows("imported keys", metadata.getImportedKeys("mesh", "orders", "orders"), "FKCOLUMN_NAME");
        rows("procedures", metadata.getProcedures(null, null, null), "PROCEDURE_NAME");
        rows("procedure columns", metadata.getProcedureColumns(null, null, null, null), "COLUMN_NAME");
        rows("user types", metadata.getUDTs(null, null, null, null), "TYPE_NAME");
        rows("attributes", metadata.getAttributes(null, null, null, null), "ATTR_NAME");
        rows("super types", metadata.getSuperTypes(null, null, null), "TYPE_NAME");
        rows("super tables", metadata.getSuperTables(null, null, null), "TABLE_NAME");
        rows("pseudo columns", metadata.getPseudoColumns(null, null, null, null), "COLUMN_NAME");
        sweep(metadata);
        connection.setSchema("payments");
        rows("in a schema", connection.createStatement().executeQuery("SELECT count(*) AS n FROM grown"), "n");
    }

    // Each method of the driver's metadata, without names and with the patterns and names that a tool has at hand.
    private static void sweep(DatabaseMetaData metadata) throws SQLException {
        int swept = 0;
        Set<String> refused = new TreeSet<>();
        for (Method method : DatabaseMetaData.class.getDeclaredMethods()) {
            if (java.lang.reflect.Modifier.isStatic(method.getModifiers())) continue;
            for (String[] names : new String[][] {{null, null, null, null}, {"mesh", "orders", "orders", "%"}, {"", "", "", ""}, {"mesh", "o\\_%", "o\\%%", "\\_\\\\%"}, {"%", "_", "'", "\""}}) {
                Class<?>[] types = method.getParameterTypes();
                Object[] values = new Object[types.length];
                int name = 0;
                for (int i = 0; i < types.length; i++) {
                    values[i] = types[i] == String.class ? names[name++ % 4] : types[i] == int.class ? (Object) 1 : types[i] == boolean.class ? (Object) false : null;
                }
                try {
                    if (method.invoke(metadata, values) instanceof ResultSet rows) {
                        try (rows) {
                            while (rows.next()) for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) rows.getObject(i);
                        }
                    }
                    swept++;
                } catch (InvocationTargetException failed) {
                    // The driver asks the server nothing for these.
                    if (failed.getCause() instanceof SQLFeatureNotSupportedException || failed.getCause().getClass().getSimpleName().equals("NotImplementedException")) refused.add(method.getName());
                    else System.out.println("sweep failed: " + method.getName() + Arrays.toString(values) + " " + failed.getCause().toString().replace('\n', ' '));
                } catch (IllegalAccessException failed) {
                    throw new SQLException(failed);
                }
            }
        }
        System.out.println("swept: " + swept);
        System.out.println("sweep refused: " + refused);
    }

    private static void prepare(Connection connection) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement("SELECT order_id, total, customer_email FROM orders.orders WHERE status = ? AND total > ? ORDER BY total DESC, order_id LIMIT 2")) {
            ResultSetMetaData columns = statement.getMetaData();
            for (int i = 1; i <= columns.getColumnCount(); i++) System.out.println("result column: " + columns.getColumnLabel(i) + " " + columns.getColumnTypeName(i));
            ParameterMetaData parameters = statement.getParameterMetaData();
            for (int i = 1; i <= parameters.getParameterCount(); i++) System.out.println("parameter: " + parameters.getParameterTypeName(i));
            for (String status : new String[] {"paid", "x' OR '1' = '1", "placed"}) {
                statement.setString(1, status);
                statement.setBigDecimal(2, new BigDecimal("9.5"));
                rows(status, statement.executeQuery(), "total", "customer_email");
            }
        }

        try (PreparedStatement statement = connection.prepareStatement(
                "SELECT ? AS b, ? AS i, ? AS l, ? AS d, ? AS x, ? AS s, ? AS dt, ? AS t, ? AS ts, ? AS n, ? AS bin, CAST(? AS date) AS c, ? AS sm")) {
            statement.setBoolean(1, true);
            statement.setInt(2, 42);
            statement.setLong(3, 9007199254740993L);
            statement.setDouble(4, 1.5);
            statement.setBigDecimal(5, new BigDecimal("12345678901234567890.123456"));
            statement.setString(6, "it's \"käse\"; -- ?");
            statement.setDate(7, java.sql.Date.valueOf("2026-01-31"));
            statement.setTime(8, Time.valueOf("12:30:00"));
            statement.setTimestamp(9, Timestamp.valueOf("2026-01-31 12:30:00.25"));
            statement.setNull(10, Types.BIGINT);
            statement.setBytes(11, new byte[] {0, (byte) 0xAA});
            statement.setString(12, "2026-02-01");
            statement.setShort(13, (short) 7);
            try (ResultSet values = statement.executeQuery()) {
                ResultSetMetaData columns = values.getMetaData();
                values.next();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    Object value = i == 11 ? HexFormat.of().formatHex(values.getBytes(i)) : values.getString(i);
                    System.out.println("value: " + columns.getColumnLabel(i) + " " + columns.getColumnTypeName(i) + " " + value);
                }
            }
        }

        try (PreparedStatement statement = connection.prepareStatement("SELECT count(*) AS n FROM orders.orders WHERE order_id = ?")) {
            statement.setLong(1, 5);
            statement.executeQuery();
            System.out.println("wrong type: taken");
        } catch (SQLException refused) {
            System.out.println("wrong type: " + refused.getErrorCode() + " " + refused.getMessage().replaceAll("\\(#[^)]*\\)", "(#)"));
        }

        String many = "?" + ", ?".repeat(1999);
        try (PreparedStatement statement = connection.prepareStatement("SELECT count(*) AS n FROM range(3000) AS r(x) WHERE x IN (" + many + ")")) {
            for (int i = 1; i <= 2000; i++) statement.setInt(i, i);
            rows("many", statement.executeQuery(), "n");
        }
    }

    private static void read(Connection connection) throws SQLException {
        try (ResultSet rows = connection.createStatement().executeQuery("SELECT range AS n, 'text ' || CAST(range AS varchar) AS t, lpad('', 100, 'y') AS y FROM range(60000)")) {
            long count = 0, sum = 0, wrong = 0;
            while (rows.next()) {
                if (rows.getLong("n") != count++ || !rows.getString("t").equals("text " + rows.getLong("n"))) wrong++;
                sum += rows.getLong("n");
            }
            System.out.println("read: " + count + " " + sum + " " + wrong);
        }
        rows("few", connection.createStatement().executeQuery("SELECT 1 AS n, 'ä' AS t"), "n", "t");
        rows("none", connection.createStatement().executeQuery("SELECT 1 AS n WHERE false"), "n");
        try (ResultSet rows = connection.createStatement().executeQuery("SELECT CASE WHEN range < 45000 THEN range ELSE CAST('x' || CAST(range AS varchar) AS bigint) END AS n, lpad('', 100, 'y') AS y FROM range(60000)")) {
            while (rows.next()) rows.getLong(1);
            System.out.println("failing: read");
        } catch (SQLException failed) {
            System.out.println("failing: " + failed.getErrorCode());
        }
    }

    // What a tool is told of columns whose types are not the engine's, and what it is refused.
    private static void types(Connection connection) throws SQLException {
        for (String sql : new String[] {
                "SELECT NULL AS x, ARRAY[] AS a, ARRAY[NULL] AS b",
                "SELECT * FROM (SELECT NULL AS a, 'x' AS b)",
                "SELECT NULL AS a UNION ALL SELECT NULL",
                "SELECT NULL AS a UNION ALL SELECT 'x' ORDER BY a",
                "SELECT MAP(ARRAY['a'], ARRAY[NULL]) AS m, MAP() AS e, ROW(1, NULL) AS r",
                "WITH w AS (SELECT NULL AS a, 1 AS b) SELECT b, a FROM w",
                "SELECT x FROM (VALUES (NULL), (NULL)) AS t(x)",
                "SELECT CAST('a' AS char(3)) AS c, CAST('ab' AS char(3)) = 'ab' AS e, length(CAST('ab' AS char(3))) AS n",
                "SELECT c, c = 'ab' AS e FROM (SELECT CAST('ab' AS char(4)) AS c)",
                "SELECT INTERVAL '1' DAY AS i",
                "SELECT repeat('ab', 2) AS r, map_entries(MAP(ARRAY['a'], ARRAY[1])) AS m",
                "SELECT CAST(1e10 AS integer)",
                "SELECT CAST(X'41' AS varchar)",
                "SELECT 1 AS a, 2 AS a ORDER BY a",
                "SELECT 1::bigint",
                "SELECT * EXCLUDE (a) FROM (SELECT 1 AS a, 2 AS b)"}) {
            try (ResultSet rows = connection.createStatement().executeQuery(sql)) {
                ResultSetMetaData columns = rows.getMetaData();
                StringBuilder seen = new StringBuilder();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    seen.append(seen.isEmpty() ? "" : ", ").append(columns.getColumnLabel(i)).append(' ').append(columns.getColumnTypeName(i).replaceAll("varchar\\(\\d+\\)", "varchar")).append(' ').append(columns.getColumnType(i));
                }
                while (rows.next()) {
                    for (int i = 1; i <= columns.getColumnCount(); i++) {
                        Object value = rows.getObject(i);
                        seen.append(i == 1 ? " | " : ", ").append(value instanceof Array array ? Arrays.deepToString((Object[]) array.getArray()) : String.valueOf(value));
                    }
                }
                System.out.println("answer: " + seen);
            } catch (SQLException refused) {
                System.out.println("answer: refused " + refused.getErrorCode());
            }
        }
    }

    private static void transaction(Connection connection) throws SQLException {
        connection.setAutoCommit(false);
        rows("in a transaction", connection.createStatement().executeQuery("SELECT count(*) AS n FROM orders.orders"), "n");
        connection.commit();
        rows("in the next", connection.createStatement().executeQuery("SELECT 1 AS n"), "n");
        connection.rollback();
        connection.setAutoCommit(true);
        rows("after", connection.createStatement().executeQuery("SELECT 2 AS n"), "n");
        connection.setReadOnly(true);
        connection.setAutoCommit(false);
        rows("read only", connection.createStatement().executeQuery("SELECT 3 AS n"), "n");
        connection.commit();
        connection.setAutoCommit(true);
        connection.setTransactionIsolation(Connection.TRANSACTION_SERIALIZABLE);
        connection.setAutoCommit(false);
        try {
            connection.createStatement().executeQuery("SELECT 4 AS n");
            System.out.println("serializable: taken");
        } catch (SQLException refused) {
            System.out.println("serializable: " + refused.getErrorCode());
        }
    }

    private static void rows(String what, ResultSet rows, String... columns) throws SQLException {
        List<String> lines = new ArrayList<>();
        try (rows) {
            while (rows.next()) {
                List<String> values = new ArrayList<>();
                for (String column : columns) values.add(String.valueOf(rows.getObject(column)));
                lines.add(String.join("|", values));
            }
        }
        System.out.println(what + ": " + lines);
    }
}
