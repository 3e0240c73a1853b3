"""Keeps on every invoice the first due date of what is open of it, as open transactions come and go."""

from django.db import migrations

OPENED = """
CREATE FUNCTION invoice_opened() RETURNS trigger LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    UPDATE invoicing_customerinvoice i SET open_due_date = parts.first_day
    FROM (SELECT legal_entity_id, voucher_id, min(due_date) AS first_day FROM parts_of_statement GROUP BY 1, 2) AS parts
    WHERE i.voucher_id = parts.voucher_id AND i.legal_entity_id = parts.legal_entity_id
        AND (i.open_due_date IS NULL OR i.open_due_date > parts.first_day);
    RETURN NULL;
END $$;
CREATE TRIGGER invoice_opened AFTER INSERT ON customers_opentransaction
    REFERENCING NEW TABLE AS parts_of_statement FOR EACH STATEMENT EXECUTE FUNCTION invoice_opened();
"""

SETTLED = """
CREATE FUNCTION invoice_settled() RETURNS trigger LANGUAGE plpgsql SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    PERFORM 1 FROM invoicing_customerinvoice i JOIN (SELECT DISTINCT voucher_id FROM parts_of_statement) AS parts USING (voucher_id)
    ORDER BY i.id FOR NO KEY UPDATE OF i;
    UPDATE invoicing_customerinvoice i SET open_due_date = (
        SELECT min(o.due_date) FROM customers_opentransaction o
        WHERE o.legal_entity_id = i.legal_entity_id AND o.voucher_id = i.voucher_id
    )
    FROM (SELECT DISTINCT legal_entity_id, voucher_id FROM parts_of_statement) AS parts
    WHERE i.voucher_id = parts.voucher_id AND i.legal_entity_id = parts.legal_entity_id;
    RETURN NULL;
END $$;
CREATE TRIGGER invoice_settled AFTER DELETE ON customers_opentransaction
    REFERENCING OLD TABLE AS parts_of_statement FOR EACH STATEMENT EXECUTE FUNCTION invoice_settled();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("invoicing", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(OPENED, "DROP FUNCTION invoice_opened() CASCADE"),
        migrations.RunSQL(SETTLED, "DROP FUNCTION invoice_settled() CASCADE"),
    ]
